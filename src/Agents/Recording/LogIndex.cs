using Microsoft.Win32.SafeHandles;

namespace Agentic.Agents;

/// <summary>The index file: a header, then one entry of fixed size per record. It may be missing, short or stale; the log alone counts.</summary>
internal static class LogIndex
{
    // Below this many the threads cost more than they save.
    private const int Parallel = 4096;

    // Heads of the log that are held against the index when it is opened.
    private const int Looks = 64;

    /// <summary>The leading entries that fit the log: in unbroken order, and where it was looked with the head that stands in the log at their place.</summary>
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

        // Each entry is held against its own checksum, and their order against itself: that needs no more than this file.
        var entries = new TrajectoryEntry[(bytes.Length - header.Length) / TrajectoryEntry.Bytes];
        var size = RandomAccess.GetLength(log);
        var sound = Leading(entries.Length, (from, to) => Sound(bytes.AsSpan(header.Length + (from * TrajectoryEntry.Bytes)), entries.AsSpan(from, to - from), size));
        var (count, next) = (0, (long)LogFrame.FileHeaderBytes);
        for (; count < sound && entries[count].Offset == next; count++)
        {
            next = entries[count].Next;
        }

        // Heads lie all over the log, and a look at each of them would read half of it from a disk that is asked for the first time. So some are
        // looked at: an index of another log, or of one that was written anew, fails there. All are only when one does not fit; each is when it is read.
        var stride = Math.Max(1, count / Looks);
        for (var at = 0; at < count; at += stride)
        {
            if (!Fits(entries[at], log) || !Fits(entries[count - 1], log))
            {
                count = Leading(count, (from, to) => Fitting(entries.AsSpan(from, to - from), log));
                break;
            }
        }

        return count == entries.Length ? entries : entries[..count];
    }

    // How many leading ones are good, when each part of the whole says how many of its own leading ones are.
    private static int Leading(int length, Func<int, int, int> goodIn)
    {
        var parts = length < Parallel ? 1 : Environment.ProcessorCount;
        var good = new int[parts];
        System.Threading.Tasks.Parallel.For(0, parts, part => good[part] = goodIn(Begin(part), Begin(part + 1)));
        var count = 0;
        for (var part = 0; part < parts && count == Begin(part); part++)
        {
            count += good[part];
        }

        return count;

        int Begin(int part) => (int)((long)length * part / parts);
    }

    private static int Sound(ReadOnlySpan<byte> bytes, Span<TrajectoryEntry> entries, long size)
    {
        var world = "";
        for (var at = 0; at < entries.Length; at++)
        {
            if (!TrajectoryEntry.TryRead(bytes[(at * TrajectoryEntry.Bytes)..], ref world, out var entry) || entry.Next > size || entry.IsDamaged)
            {
                return at;
            }

            entries[at] = entry;
        }

        return entries.Length;
    }

    private static int Fitting(ReadOnlySpan<TrajectoryEntry> entries, SafeFileHandle log)
    {
        var at = 0;
        while (at < entries.Length && Fits(entries[at], log))
        {
            at++;
        }

        return at;
    }

    private static bool Fits(TrajectoryEntry entry, SafeFileHandle log)
    {
        Span<byte> head = stackalloc byte[LogFrame.HeadBytes];
        return LogFrame.TryReadHead(head[..LogFrame.Read(log, head, entry.Offset)], out var length, out var checksum) && length == entry.Length && checksum == entry.Checksum;
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
