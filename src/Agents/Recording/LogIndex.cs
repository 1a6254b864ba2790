using Microsoft.Win32.SafeHandles;

namespace Agentic.Agents;

/// <summary>The index file: a header, then one entry of fixed size per record. It may be missing, short or stale; the log alone counts.</summary>
internal static class LogIndex
{
    // Below this many the threads cost more than they save.
    private const int Parallel = 4096;

    /// <summary>The leading entries that fit the log: in unbroken order, each with the head that stands in the log at its place.</summary>
    public static TrajectoryEntry[] ReadTrusted(string file, SafeFileHandle log)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        var header = LogFrame.IndexHeader();
        if (!bytes.AsSpan().StartsWith(header))
        {
            return [];
        }

        // Each entry is held against its own checksum and the log by itself, and only their order one after the other.
        var entries = new TrajectoryEntry[(bytes.Length - header.Length) / TrajectoryEntry.Bytes];
        var size = RandomAccess.GetLength(log);
        var parts = entries.Length < Parallel ? 1 : Environment.ProcessorCount;
        var fitting = new int[parts];
        System.Threading.Tasks.Parallel.For(0, parts, part =>
        {
            var (from, to) = ((int)((long)entries.Length * part / parts), (int)((long)entries.Length * (part + 1) / parts));
            fitting[part] = from + Fitting(bytes.AsSpan(header.Length + (from * TrajectoryEntry.Bytes)), entries.AsSpan(from, to - from), log, size);
        });
        var (count, next) = (0, (long)LogFrame.FileHeaderBytes);
        for (var part = 0; part < parts && count == (int)((long)entries.Length * part / parts); part++)
        {
            for (; count < fitting[part] && entries[count].Offset == next; count++)
            {
                next = entries[count].Next;
            }
        }

        return count == entries.Length ? entries : entries[..count];
    }

    private static int Fitting(ReadOnlySpan<byte> bytes, Span<TrajectoryEntry> entries, SafeFileHandle log, long size)
    {
        Span<byte> head = stackalloc byte[LogFrame.HeadBytes];
        var world = "";
        for (var at = 0; at < entries.Length; at++)
        {
            var fits = TrajectoryEntry.TryRead(bytes[(at * TrajectoryEntry.Bytes)..], ref world, out var entry) && entry.Next <= size && !entry.IsDamaged
                && LogFrame.TryReadHead(head[..LogFrame.Read(log, head, entry.Offset)], out var length, out var checksum)
                && length == entry.Length && checksum == entry.Checksum;
            if (!fits)
            {
                return at;
            }

            entries[at] = entry;
        }

        return entries.Length;
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
