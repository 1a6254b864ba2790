using Agentic.Agents;
using Agentic.Worlds.Gui.Browsers;
using SkiaSharp;

namespace Agentic.Worlds.Gui.Observing;

/// <summary>The page as pixels.</summary>
internal static class Screenshot
{
    /// <summary>RGB pixels of the viewport at its scale.</summary>
    /// <param name="bytes">What the browser gave.</param>
    /// <param name="kind">In which form.</param>
    /// <param name="look">What the page's picture must be like.</param>
    /// <param name="problem">Why there is no such picture, or null.</param>
    public static ImageFrame? Decode(byte[]? bytes, PictureKind kind, PageLook look, out string? problem)
    {
        var frame = bytes is null ? null : kind == PictureKind.Jpeg ? DecodeJpeg(bytes) : PngCodec.Decode(bytes);
        var (width, height) = (look.Width * look.Scale, look.Height * look.Scale);
        problem = frame is null ? "The browser gave no screenshot."
            : (frame.Width, frame.Height) != (width, height) ? $"The screenshot must have {width}×{height} pixels, but has {frame.Width}×{frame.Height}."
            : null;
        return problem is null ? frame : null;
    }

    private static ImageFrame? DecodeJpeg(byte[] bytes)
    {
        using var bitmap = SKBitmap.Decode(bytes);
        if (bitmap is null)
        {
            return null;
        }

        using var rgba = bitmap.ColorType == SKColorType.Rgba8888 ? bitmap.Copy() : bitmap.Copy(SKColorType.Rgba8888);
        var pixels = rgba.GetPixelSpan();
        var rgb = new byte[rgba.Width * rgba.Height * 3];
        for (var (from, to) = (0, 0); to < rgb.Length; from += 4, to += 3)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (pixels[from], pixels[from + 1], pixels[from + 2]);
        }

        return new ImageFrame(rgba.Width, rgba.Height, rgb);
    }
}
