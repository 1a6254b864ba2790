namespace Agentic.Agents;

/// <summary>Holds each distinct image once, under the digest of its pixels. Safe for many threads.</summary>
public interface IImageStore
{
    /// <summary>Stores the pixels unless they are there, and says under which handle. The span is copied.</summary>
    ImageHandle Add(ReadOnlySpan<byte> rgb, int width, int height);

    /// <summary>The pixels of a handle.</summary>
    /// <exception cref="ImageMissingException">No such image is stored.</exception>
    ImageFrame Get(ImageHandle handle);
}

/// <summary>An image that a record names is not in the store.</summary>
public sealed class ImageMissingException(ImageHandle handle, string where)
    : Exception($"Image {handle.Hash} ({handle.Width}×{handle.Height}) is not in {where}. It was deleted, or the images folder of another run is in use.")
{
    /// <summary>What was asked for.</summary>
    public ImageHandle Handle { get; } = handle;
}
