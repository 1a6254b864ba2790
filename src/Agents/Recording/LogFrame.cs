using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Agentic.Agents;

/// <summary>The log's framing: a file header, then for each record a marker, its length, its checksum and its payload.</summary>
internal static class LogFrame
{
    public const int FileHeaderBytes = 16;
    public const int HeadBytes = 16;
    public const string LogName = "episodes-00000.log";
    public const string IndexName = "episodes-00000.idx";
    private const uint Version = 1;

    public static ReadOnlySpan<byte> Marker => "EPIS"u8;

    private static ReadOnlySpan<byte> LogMagic => [0x89, (byte)'A', (byte)'G', (byte)'L', (byte)'G', 0x0d, 0x0a, 0x1a];

    private static ReadOnlySpan<byte> IndexMagic => [0x89, (byte)'A', (byte)'G', (byte)'I', (byte)'X', 0x0d, 0x0a, 0x1a];

    public static byte[] LogHeader() => Header(LogMagic, 0);

    public static byte[] IndexHeader() => Header(IndexMagic, TrajectoryEntry.Bytes);

    /// <summary>Fills in the head, for which room was left before the payload, and gives the checksum.</summary>
    public static ulong Seal(Span<byte> frame)
    {
        var payload = frame[HeadBytes..];
        var checksum = ContentHash.Of(payload).A;
        Marker.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], payload.Length);
        BinaryPrimitives.WriteUInt64BigEndian(frame[8..], checksum);
        return checksum;
    }

    /// <summary>The length and checksum that a frame's head declares; false when it is no head.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> head, out int length, out ulong checksum)
    {
        (length, checksum) = (0, 0);
        if (head.Length < HeadBytes || !head.StartsWith(Marker))
        {
            return false;
        }

        length = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        checksum = BinaryPrimitives.ReadUInt64BigEndian(head[8..]);
        return length is > 0 and <= EpisodeCodec.MaxBytes;
    }

    /// <summary>Reads as much as there is, up to the span's length.</summary>
    public static int Read(SafeFileHandle file, Span<byte> target, long offset)
    {
        var done = 0;
        while (done < target.Length && RandomAccess.Read(file, target[done..], offset + done) is var read and > 0)
        {
            done += read;
        }

        return done;
    }

    /// <summary>Checks the header of the log; false when the file ends inside it, as after a kill at the very start.</summary>
    public static bool RequireHeader(SafeFileHandle log, string file)
    {
        Span<byte> header = stackalloc byte[FileHeaderBytes];
        var length = Read(log, header, 0);
        var expected = LogHeader();
        if (!expected.AsSpan(0, length).SequenceEqual(header[..length]))
        {
            throw new TrajectoryException(file, 0, null, null, $"the header {Convert.ToHexStringLower(expected)}", Convert.ToHexStringLower(header[..length]),
                "It is no trajectory log, of another format version, or its first bytes are damaged; if so, put that header in their place.");
        }

        return length == FileHeaderBytes;
    }

    private static byte[] Header(ReadOnlySpan<byte> magic, uint more)
    {
        var header = new byte[FileHeaderBytes];
        magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), more);
        return header;
    }
}
