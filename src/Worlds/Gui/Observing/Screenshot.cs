using Agentic.Agents;
using Agentic.Worlds.Gui.Browsers;
using SkiaSharp;

namespace Agentic.Worlds.Gui.Observing;

/// <summary>The page as pixels.</summary>
internal static class Screenshot
{
    private const int JpegQuality = 90;

    /// <summary>Takes one: RGB pixels of the viewport at the context's scale.</summary>
    /// <param name="lease">The page; borrowed.</param>
    /// <param name="isJpeg">JPEG of quality 90 on the way, instead of PNG.</param>
    /// <param name="cancellation">Stops waiting; the lease is broken then.</param>
    /// <exception cref="BrowserFaultException">The browser gave none.</exception>
    public static async Task<ImageFrame> TakeAsync(PageLease lease, bool isJpeg, CancellationToken cancellation)
    {
        var arguments = new Dictionary<string, object> { ["format"] = isJpeg ? "jpeg" : "png", ["optimizeForSpeed"] = true };
        if (isJpeg)
        {
            arguments["quality"] = JpegQuality;
        }

        // The browser counts a screenshot in CSS pixels; the context draws at the scale, so that nothing is enlarged here.
        var look = lease.Slot.Look;
        if (look.Scale != 1)
        {
            arguments["clip"] = new Dictionary<string, object> { ["x"] = 0, ["y"] = 0, ["width"] = look.Width, ["height"] = look.Height, ["scale"] = look.Scale };
        }

        var answer = await lease.SendAsync("Page.captureScreenshot", arguments, cancellation);
        if (answer?.GetProperty("data").TryGetBytesFromBase64(out var bytes) != true)
        {
            throw lease.Break("The browser gave no screenshot.");
        }

        var frame = isJpeg ? DecodeJpeg(bytes!) : PngCodec.Decode(bytes);
        return frame is { } whole && (whole.Width, whole.Height) == (look.Width * look.Scale, look.Height * look.Scale)
            ? whole
            : throw lease.Break($"The screenshot must have {look.Width * look.Scale}×{look.Height * look.Scale} pixels, but has {frame?.Width}×{frame?.Height}.");
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
