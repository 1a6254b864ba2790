using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Agentic.Agents;

/// <summary>RGB pixels to PNG and back, exactly. For frames of worlds, not for every PNG there is.</summary>
public static class PngCodec
{
    /// <summary>Pixels that a picture may have: 2^26, 8192 × 8192.</summary>
    public const int MaxPixels = 1 << 26;

    // Deflate shrinks at most 1032 : 1, so a picture that claims more than its data can hold is refused before memory is taken for it.
    private const long MaxDeflateRatio = 1032;

    /// <summary>The eight bytes that every PNG begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Writes a frame.</summary>
    public static byte[] Encode(ImageFrame frame, CompressionLevel level = CompressionLevel.Fastest) =>
        Encode(frame.Rgb, frame.Width, frame.Height, level);

    /// <summary>Writes width × height × 3 RGB bytes as an 8-bit RGB picture. Equal pixels give equal bytes.</summary>
    /// <exception cref="ArgumentException">The buffer's length is not width × height × 3, or there are too many pixels.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> rgb, int width, int height, CompressionLevel level = CompressionLevel.Fastest)
    {
        var output = new ArrayBufferWriter<byte>(256 + (rgb.Length / 8));
        output.Write(Signature);
        PngChunk.Write(output, "IHDR"u8, Header(width, height));
        PngChunk.Write(output, "IDAT"u8, CompressPixels(rgb, width, height, level));
        PngChunk.Write(output, "IEND"u8, []);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The 13 data bytes of IHDR for an 8-bit RGB picture.</summary>
    public static byte[] Header(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return header;
    }

    /// <summary>The zlib stream of filtered rows: the data of IDAT, or of fdAT after its sequence number.</summary>
    /// <exception cref="ArgumentException">The buffer's length is not width × height × 3, or there are too many pixels.</exception>
    public static byte[] CompressPixels(ReadOnlySpan<byte> rgb, int width, int height, CompressionLevel level = CompressionLevel.Fastest)
    {
        if (width <= 0 || height <= 0 || (long)width * height > MaxPixels || rgb.Length != width * height * 3)
        {
            throw new ArgumentException($"A {width}×{height} RGB picture of at most {MaxPixels} pixels needs {3L * width * height} bytes, but {rgb.Length} came.", nameof(rgb));
        }

        var stride = width * 3;
        var rows = ArrayPool<byte>.Shared.Rent((stride + 1) * height);
        try
        {
            ReadOnlySpan<byte> above = new byte[stride];
            for (var y = 0; y < height; y++)
            {
                var row = rgb.Slice(y * stride, stride);
                PngFilter.Apply(row, above, rows.AsSpan(y * (stride + 1), stride + 1));
                above = row;
            }

            using var compressed = new MemoryStream();
            using (var zlib = new ZLibStream(compressed, level, leaveOpen: true))
            {
                zlib.Write(rows, 0, (stride + 1) * height);
            }

            return compressed.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rows);
        }
    }

    /// <summary>Reads a picture; alpha is dropped, grey and palette become RGB.</summary>
    /// <exception cref="PngException">It is no PNG, it is damaged, or it is of a kind that is not read here.</exception>
    public static ImageFrame Decode(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(Signature))
        {
            throw new PngException("signature", Convert.ToHexStringLower(Signature), Convert.ToHexStringLower(png[..Math.Min(8, png.Length)]));
        }

        var rest = png[8..];
        var layout = PngLayout.Read(PngChunk.Read(ref rest, out var header).Type, header);
        byte[] palette = [];
        using var pixels = new MemoryStream();
        for (var ended = false; !ended;)
        {
            var type = PngChunk.Read(ref rest, out var data).Type;
            switch (type)
            {
                case "PLTE":
                    palette = data.ToArray();
                    break;
                case "IDAT":
                    pixels.Write(data);
                    break;
                case "IEND":
                    ended = true;
                    break;
                default:
                    // An upper-case first letter marks a chunk without which the picture cannot be shown rightly.
                    if (type[0] is >= 'A' and <= 'Z')
                    {
                        throw new PngException("critical chunk", "IHDR, PLTE, IDAT or IEND", $"'{type}'");
                    }

                    break;
            }
        }

        if (layout.FilteredBytes > (pixels.Length + 16) * MaxDeflateRatio)
        {
            throw new PngException("IDAT", $"enough data for {layout.Width}×{layout.Height} pixels", $"{pixels.Length} bytes");
        }

        pixels.Position = 0;
        return layout.ReadPixels(pixels, palette);
    }
}
