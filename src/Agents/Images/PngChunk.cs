using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Agentic.Agents;

/// <summary>One chunk of a PNG file: length, type, data, CRC-32 over type and data (PNG specification, section 5.3).</summary>
public static class PngChunk
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(index => Remainder((uint)index))];

    /// <summary>Appends a chunk.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="type">Four ASCII letters, such as "IDAT"u8.</param>
    /// <param name="data">Its content.</param>
    /// <exception cref="ArgumentException">The type has not four bytes.</exception>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (type.Length != 4)
        {
            throw new ArgumentException($"A chunk type has 4 letters, but {type.Length} came.", nameof(type));
        }

        var chunk = output.GetSpan(data.Length + 12)[..(data.Length + 12)];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk[4..]);
        data.CopyTo(chunk[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[^4..], Crc32(chunk[4..^4]));
        output.Advance(chunk.Length);
    }

    /// <summary>Takes the next chunk off the front of <paramref name="rest"/>, and checks its CRC.</summary>
    /// <exception cref="PngException">The bytes end inside the chunk, or the CRC does not fit.</exception>
    public static (string Type, int Length) Read(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> data)
    {
        if (rest.Length < 12)
        {
            throw new PngException("chunk", "at least 12 bytes", $"{rest.Length} bytes, then the end");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        var type = Encoding.Latin1.GetString(rest.Slice(4, 4));
        if (length > rest.Length - 12)
        {
            throw new PngException($"chunk '{type}'", $"{length} bytes", $"{rest.Length - 12} bytes, then the end");
        }

        data = rest.Slice(8, (int)length);
        var stored = BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]);
        var computed = Crc32(rest.Slice(4, 4 + (int)length));
        if (stored != computed)
        {
            throw new PngException($"CRC of '{type}'", $"{stored:x8}", $"{computed:x8}");
        }

        rest = rest[(12 + (int)length)..];
        return (type, (int)length);
    }

    /// <summary>CRC-32 with the reflected polynomial 0xEDB88320 (PNG specification, annex D).</summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint Remainder(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? 0xEDB88320u ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
