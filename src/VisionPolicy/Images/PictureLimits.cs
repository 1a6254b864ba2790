using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>How large a picture may be, in memory and in a file.</summary>
public static class PictureLimits
{
    /// <summary>Pixels that a picture may have, before and after resizing: 2^26, 8192 × 8192; as many as a stored frame may have.</summary>
    public const int MaxPixels = PngCodec.MaxPixels;

    /// <summary>Refuses a picture without pixels, and one with too many.</summary>
    /// <param name="what">For the message: "a picture", a file's name.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <exception cref="PictureSizeException">Either side is not positive, or the area is beyond <see cref="MaxPixels"/>.</exception>
    public static void Require(string what, long width, long height)
    {
        if (width <= 0 || height <= 0 || width > MaxPixels || height > MaxPixels || width * height > MaxPixels)
        {
            throw new PictureSizeException(what, "size", $"1 to {MaxPixels} pixels", $"{width}×{height}", "Crop it or scale it down first.");
        }
    }
}
