using Agentic.Agents;
using SkiaSharp;

namespace Agentic.Cli.Serving;

/// <summary>Pictures that come as data URLs. Nothing is ever fetched: a server that opens URLs for its callers opens its own network to them.</summary>
internal static class PictureUrl
{
    /// <summary>Pixels that a picture may have.</summary>
    public const int MaxPixels = 1 << 24;

    private static readonly string[] Types = ["image/png", "image/jpeg", "image/jpg", "image/webp"];

    /// <summary>Decodes <c>data:image/png;base64,…</c> to opaque RGB; transparent pixels are laid over white.</summary>
    /// <exception cref="ApiException">It is no such URL, or no such picture.</exception>
    public static ImageFrame Read(string url, string field)
    {
        var comma = url.IndexOf(',');
        var head = comma < 0 ? "" : url[..comma];
        if (!head.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || !head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase)
            || !Types.Contains(head[5..^7], StringComparer.OrdinalIgnoreCase))
        {
            throw ApiException.Bad(field, $"expected data:image/png;base64,… or the same with jpeg, but '{(url.Length <= 40 ? url : url[..40] + " …")}' came. Pictures are not fetched from elsewhere.", "invalid_image_url");
        }

        var bytes = new byte[((url.Length - comma) / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(url.AsSpan(comma + 1), bytes, out var length)
            ? Decode(bytes.AsSpan(0, length), field)
            : throw ApiException.Bad(field, "the data after the comma is not base64.", "invalid_image_url");
    }

    private static ImageFrame Decode(ReadOnlySpan<byte> bytes, string field)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data) ?? throw ApiException.Bad(field, $"these {bytes.Length} bytes are not a PNG, JPEG or WebP picture.", "invalid_image");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width < 1 || height < 1 || (long)width * height > MaxPixels)
        {
            throw ApiException.Bad(field, $"a picture must have at most {MaxPixels} pixels, but this one is {width}×{height}.", "image_too_large");
        }

        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(info);
        var result = codec.GetPixels(info, bitmap.GetPixels());
        return result == SKCodecResult.Success
            ? new ImageFrame(width, height, OverWhite(bitmap.GetPixelSpan()))
            : throw ApiException.Bad(field, $"the picture of {width}×{height} cannot be decoded whole ({result}).", "invalid_image");
    }

    private static byte[] OverWhite(ReadOnlySpan<byte> rgba)
    {
        var rgb = new byte[rgba.Length / 4 * 3];
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += 3)
        {
            var alpha = rgba[from + 3];
            for (var channel = 0; channel < 3; channel++)
            {
                // Rounded to the nearest: (value · alpha + 255 · (255 − alpha)) / 255.
                rgb[to + channel] = (byte)(((rgba[from + channel] * alpha) + (255 * (255 - alpha)) + 127) / 255);
            }
        }

        return rgb;
    }
}
