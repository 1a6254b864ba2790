using System.Collections.Concurrent;
using Agentic.Agents;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Window;

/// <summary>Decodes pictures in the background, the most wanted first, a few at a time; whoever draws takes them out.</summary>
/// <param name="images">The store; borrowed, read on other threads.</param>
/// <param name="maxWaiting">Pictures decoded or being decoded that nobody has taken yet.</param>
internal sealed class FrameAhead(IImageStore images, int maxWaiting = 8)
{
    // Every graphics driver takes a side of this length.
    private const int MaxSide = 4096;

    private readonly ConcurrentQueue<(ImageHandle Handle, ImageFrame? Picture)> _done = new();
    private readonly HashSet<ImageHandle> _waiting = [];

    /// <summary>Says which pictures are wanted, the most urgent first, and takes those that are ready; null for one that is not in the store.</summary>
    /// <param name="wanted">Pictures that the caller lacks.</param>
    public IReadOnlyList<(ImageHandle Handle, ImageFrame? Picture)> Exchange(IEnumerable<ImageHandle> wanted)
    {
        var ready = new List<(ImageHandle, ImageFrame?)>();
        while (_done.TryDequeue(out var picture))
        {
            _waiting.Remove(picture.Handle);
            ready.Add(picture);
        }

        foreach (var handle in wanted)
        {
            if (_waiting.Count >= maxWaiting)
            {
                break;
            }

            if (!ready.Exists(picture => picture.Item1 == handle) && _waiting.Add(handle))
            {
                _ = Task.Run(() => _done.Enqueue((handle, Decode(handle))));
            }
        }

        return ready;
    }

    private ImageFrame? Decode(ImageHandle handle)
    {
        try
        {
            var picture = images.Get(handle);
            return picture.Width <= MaxSide && picture.Height <= MaxSide ? picture : FrameScaling.Fit(picture, MaxSide, MaxSide);
        }
        catch (Exception broken) when (broken is ImageMissingException or ImageDamagedException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
