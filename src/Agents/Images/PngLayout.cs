using System.Buffers.Binary;
using System.IO.Compression;

namespace Agentic.Agents;

/// <summary>How a PNG's pixels are laid out: size, and samples per pixel.</summary>
internal readonly record struct PngLayout(int Width, int Height, int ColourType)
{
    private const int Grey = 0;
    private const int Rgb = 2;
    private const int Palette = 3;
    private const int GreyAlpha = 4;
    private const int Rgba = 6;

    /// <summary>Bytes of one pixel.</summary>
    public int Samples => ColourType switch { Grey or Palette => 1, GreyAlpha => 2, Rgb => 3, _ => 4 };

    /// <summary>Bytes after inflation: each row with its filter's number.</summary>
    public long FilteredBytes => (((long)Width * Samples) + 1) * Height;

    /// <summary>Reads IHDR.</summary>
    public static PngLayout Read(string type, ReadOnlySpan<byte> data)
    {
        if (type != "IHDR" || data.Length != 13)
        {
            throw new PngException("first chunk", "IHDR of 13 bytes", $"'{type}' of {data.Length}");
        }

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        if (width == 0 || height == 0 || width > PngCodec.MaxPixels || height > PngCodec.MaxPixels || (ulong)width * height > PngCodec.MaxPixels)
        {
            throw new PngException("size", $"1 to {PngCodec.MaxPixels} pixels", $"{width}×{height}");
        }

        if (data[8] != 8 || data[9] is not (Grey or Rgb or Palette or GreyAlpha or Rgba))
        {
            throw new PngException("pixel format", "8 bits of colour type 0, 2, 3, 4 or 6", $"{data[8]} bits of colour type {data[9]}");
        }

        if (data[10] != 0 || data[11] != 0 || data[12] != 0)
        {
            throw new PngException("compression, filter method and interlacing", "0, 0, 0", $"{data[10]}, {data[11]}, {data[12]}");
        }

        return new PngLayout((int)width, (int)height, data[9]);
    }

    /// <summary>Inflates, undoes the filters, and widens to RGB.</summary>
    public ImageFrame ReadPixels(Stream compressed, byte[] palette)
    {
        var rgb = new byte[Width * Height * 3];
        var stride = Width * Samples;
        var (row, above) = (new byte[stride], new byte[stride]);
        using var zlib = new ZLibStream(compressed, CompressionMode.Decompress);
        try
        {
            for (var y = 0; y < Height; y++)
            {
                var filter = zlib.ReadByte();
                if (filter < 0 || zlib.ReadAtLeast(row, stride, throwOnEndOfStream: false) < stride)
                {
                    throw new PngException("pixel data", $"{Height} rows of {stride} bytes", $"{y} rows, then the end");
                }

                PngFilter.Undo(filter, row, above, Samples);
                Widen(row, palette, rgb.AsSpan(y * Width * 3, Width * 3));
                (row, above) = (above, row);
            }

            // Reading on to the end makes zlib compare its Adler-32.
            if (zlib.ReadByte() >= 0)
            {
                throw new PngException("pixel data", $"{Height} rows", "more than that");
            }
        }
        catch (InvalidDataException broken)
        {
            throw new PngException("pixel data", "a zlib stream", "damaged", broken);
        }

        return new ImageFrame(Width, Height, rgb);
    }

    private void Widen(ReadOnlySpan<byte> row, ReadOnlySpan<byte> palette, Span<byte> rgb)
    {
        if (ColourType == Rgb)
        {
            row.CopyTo(rgb);
            return;
        }

        for (var x = 0; x < Width; x++)
        {
            var pixel = row.Slice(x * Samples, Samples);
            var target = rgb.Slice(x * 3, 3);
            switch (ColourType)
            {
                case Rgba:
                    pixel[..3].CopyTo(target);
                    break;
                case Palette when (pixel[0] + 1) * 3 > palette.Length:
                    throw new PngException("palette index", $"below {palette.Length / 3}", $"{pixel[0]}");
                case Palette:
                    palette.Slice(pixel[0] * 3, 3).CopyTo(target);
                    break;
                default:
                    target.Fill(pixel[0]);
                    break;
            }
        }
    }
}
