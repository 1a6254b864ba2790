using Agentic.Agents;

namespace Agentic.Cli.Serving;

/// <summary>Pictures of the requests in progress, each distinct one once, gone with the last request that holds it: memory stays flat however long the server runs.</summary>
internal sealed class PictureShelf : IImageStore
{
    private readonly Dictionary<ImageHandle, (ImageFrame Frame, int Holders)> _pictures = [];
    private readonly Lock _gate = new();

    /// <summary>Distinct pictures held now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _pictures.Count;
            }
        }
    }

    /// <summary>Holds a picture; each call is to be answered by one of <see cref="Release"/>.</summary>
    public ImageHandle Add(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var handle = new ImageHandle(ContentHash.Of(rgb), width, height);
        var frame = new ImageFrame(width, height, rgb.ToArray());
        lock (_gate)
        {
            _pictures[handle] = _pictures.TryGetValue(handle, out var known) ? (known.Frame, known.Holders + 1) : (frame, 1);
        }

        return handle;
    }

    /// <inheritdoc/>
    public ImageFrame Get(ImageHandle handle)
    {
        lock (_gate)
        {
            return _pictures.TryGetValue(handle, out var known) ? known.Frame : throw new ImageMissingException(handle, "the requests in progress");
        }
    }

    /// <summary>Lets go of pictures.</summary>
    public void Release(IEnumerable<ImageHandle> handles)
    {
        lock (_gate)
        {
            foreach (var handle in handles)
            {
                var (frame, holders) = _pictures[handle];
                if (holders > 1)
                {
                    _pictures[handle] = (frame, holders - 1);
                }
                else
                {
                    _pictures.Remove(handle);
                }
            }
        }
    }
}
