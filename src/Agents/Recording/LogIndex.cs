using Microsoft.Win32.SafeHandles;

namespace Agentic.Agents;

/// <summary>The index file: a header, then one entry of fixed size per record. It may be missing, short or stale; the log alone counts.</summary>
internal static class LogIndex
{
    /// <summary>The leading entries that fit the log: in unbroken order, each with the head that stands in the log at its place.</summary>
    public static List<TrajectoryEntry> ReadTrusted(string file, SafeFileHandle log)
    {
        var entries = new List<TrajectoryEntry>();
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return entries;
        }

        var header = LogFrame.IndexHeader();
        if (!bytes.AsSpan().StartsWith(header))
        {
            return entries;
        }

        var size = RandomAccess.GetLength(log);
        long next = LogFrame.FileHeaderBytes;
        Span<byte> head = stackalloc byte[LogFrame.HeadBytes];
        for (var at = header.Length; TrajectoryEntry.TryRead(bytes.AsSpan(at), out var entry); at += TrajectoryEntry.Bytes)
        {
            var fits = entry.Offset == next && entry.Next <= size && !entry.IsDamaged
                && LogFrame.TryReadHead(head[..LogFrame.Read(log, head, entry.Offset)], out var length, out var checksum)
                && length == entry.Length && checksum == entry.Checksum;
            if (!fits)
            {
                break;
            }

            entries.Add(entry);
            next = entry.Next;
        }

        return entries;
    }

    /// <summary>The file's bytes for the entries.</summary>
    public static byte[] Bytes(IReadOnlyList<TrajectoryEntry> entries)
    {
        var header = LogFrame.IndexHeader();
        var bytes = new byte[header.Length + (entries.Count * TrajectoryEntry.Bytes)];
        header.CopyTo(bytes, 0);
        for (var index = 0; index < entries.Count; index++)
        {
            entries[index].Write(bytes.AsSpan(header.Length + (index * TrajectoryEntry.Bytes)));
        }

        return bytes;
    }
}
