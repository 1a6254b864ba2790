using Agentic.Agents;

namespace Agentic.Training.Rollouts;

/// <summary>Pictures of the present round and the one before it, uncompressed: learning needs them no longer, so memory stays flat.</summary>
public sealed class RecentImages : IImageStore
{
    private const long MaxRawBytes = 1L << 30;
    private MemoryImageStore _now = new(MaxRawBytes);
    private MemoryImageStore _before = new(MaxRawBytes);

    /// <inheritdoc/>
    public ImageHandle Add(ReadOnlySpan<byte> rgb, int width, int height) => _now.Add(rgb, width, height);

    /// <inheritdoc/>
    public ImageFrame Get(ImageHandle handle)
    {
        try
        {
            return _now.Get(handle);
        }
        catch (ImageMissingException)
        {
            return _before.Get(handle);
        }
    }

    /// <summary>Begins a round. Call with no episode in play.</summary>
    public void Turn() => (_before, _now) = (_now, new MemoryImageStore(MaxRawBytes));
}
