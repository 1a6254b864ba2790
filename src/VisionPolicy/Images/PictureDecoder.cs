using Agentic.Agents;
using SkiaSharp;

namespace Agentic.VisionPolicy;

/// <summary>Picture files of any common kind (PNG, JPEG, WebP, GIF, BMP) to RGB pixels: the one place that knows the codec library.</summary>
/// <remarks>
/// Transparent pictures are laid over white and rounded to bytes. Colour profiles and orientation tags are not applied. Frames of worlds
/// do not come here: they are stored by <see cref="PngCodec"/>.
/// </remarks>
public static class PictureDecoder
{
    private const int Channels = 4;

    /// <summary>Decodes a picture; of an animation, its first frame.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="what">Its name, for messages.</param>
    /// <exception cref="PictureSizeException">The header tells of no pixels or too many; found before memory is taken for them.</exception>
    /// <exception cref="InvalidDataException">It is no picture, of an unknown kind, or damaged.</exception>
    public static ImageFrame Decode(ReadOnlySpan<byte> file, string what = "a picture")
    {
        if (PngSize(file) is { } announced)
        {
            PictureLimits.Require(what, announced.Width, announced.Height);
        }

        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null)
        {
            throw new InvalidDataException($"{what}: expected a PNG, JPEG, WebP, GIF or BMP file, but found {file.Length} bytes that begin with {Convert.ToHexStringLower(file[..Math.Min(8, file.Length)])}.");
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        PictureLimits.Require(what, width, height);
        var rgba = new byte[width * height * Channels];
        var decoded = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), rgba);
        return decoded == SKCodecResult.Success
            ? new ImageFrame(width, height, OverWhite(rgba))
            : throw new InvalidDataException($"{what}: expected {width}×{height} pixels, but the file is damaged ({decoded}).");
    }

    private static byte[] OverWhite(ReadOnlySpan<byte> rgba)
    {
        var rgb = new byte[rgba.Length / Channels * 3];
        for (int from = 0, to = 0; from < rgba.Length; from += Channels, to += 3)
        {
            var pixel = rgba.Slice(from, Channels);
            var target = rgb.AsSpan(to, 3);
            if (pixel[3] == byte.MaxValue)
            {
                pixel[..3].CopyTo(target);
                continue;
            }

            var alpha = pixel[3] / 255f;
            for (var channel = 0; channel < 3; channel++)
            {
                target[channel] = (byte)MathF.Round(((1 - alpha) * 255) + (alpha * pixel[channel]));
            }
        }

        return rgb;
    }

    // The codec library gives up on absurd sizes without saying why; PNG has its size at a fixed place.
    private static (uint Width, uint Height)? PngSize(ReadOnlySpan<byte> file) =>
        file.Length >= 24 && file.StartsWith(PngCodec.Signature)
            ? (System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file[16..]), System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file[20..]))
            : null;

    private static unsafe SKCodecResult GetPixels(this SKCodec codec, SKImageInfo info, byte[] pixels)
    {
        fixed (byte* first = pixels)
        {
            return codec.GetPixels(info, (nint)first);
        }
    }
}
