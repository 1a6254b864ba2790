using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Agentic.Viewer.Export;

/// <summary>PNG as a chunk stream: signature, then length, type, data and CRC of each chunk (ISO/IEC 15948, §5).</summary>
internal static class PngImage
{
    private static readonly uint[] CrcOf = MakeTable();

    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A whole still picture.</summary>
    public static byte[] Encode(Agents.ImageFrame frame)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        WriteHeader(file, frame.Width, frame.Height);
        WriteChunk(file, "IDAT", Compress(frame, new PixelArea(0, 0, frame.Width, frame.Height)));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>IHDR for 8-bit RGB, not interlaced.</summary>
    public static void WriteHeader(Stream file, int width, int height)
    {
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = (8, 2);
        header[10..].Clear();
        WriteChunk(file, "IHDR", header);
    }

    /// <summary>One chunk, with its CRC over type and data.</summary>
    public static void WriteChunk(Stream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, data.Length);
        Encoding.ASCII.GetBytes(type, head[4..]);
        file.Write(head);
        file.Write(data);
        Span<byte> tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(tail, ~Crc(Crc(uint.MaxValue, head[4..]), data));
        file.Write(tail);
    }

    /// <summary>The scan lines of a part of the frame, each row as the difference to the pixel on its left (filter 1), deflated.</summary>
    public static byte[] Compress(Agents.ImageFrame frame, PixelArea area)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var line = new byte[1 + (area.Width * 3)];
            for (var y = area.Top; y < area.Top + area.Height; y++)
            {
                var row = frame.Rgb.AsSpan(((y * frame.Width) + area.Left) * 3, area.Width * 3);
                line[0] = 1;
                for (var at = 0; at < row.Length; at++)
                {
                    line[at + 1] = (byte)(row[at] - (at >= 3 ? row[at - 3] : 0));
                }

                zlib.Write(line);
            }
        }

        return packed.ToArray();
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc = CrcOf[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var at = 0u; at < 256; at++)
        {
            var value = at;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            }

            table[at] = value;
        }

        return table;
    }
}

/// <summary>A rectangle of pixels.</summary>
internal readonly record struct PixelArea(int Left, int Top, int Width, int Height);
