using Microsoft.Win32.SafeHandles;

namespace Agentic.Agents;

/// <summary>Walks through a log frame by frame and checks every byte. Damage in the middle is stepped over, a torn tail is measured.</summary>
internal sealed class LogScan(SafeFileHandle log, string file)
{
    private const int Window = 1 << 20;
    private byte[] _buffer = new byte[4096];

    /// <summary>Where the whole records end.</summary>
    public long End { get; private set; }

    /// <summary>Bytes after the last whole record.</summary>
    public long TailBytes { get; private set; }

    /// <summary>The tail has the length it declares, so that it is rather damaged than torn.</summary>
    public bool TailIsComplete { get; private set; }

    /// <summary>Appends an entry for every record from <paramref name="from"/> on.</summary>
    /// <exception cref="TrajectoryException">The search behind damage met too many false beginnings.</exception>
    public void Run(long from, List<TrajectoryEntry> entries)
    {
        var size = RandomAccess.GetLength(log);
        End = from;
        while (End < size)
        {
            if (TryFrame(End, size, out var entry))
            {
                entries.Add(entry);
                End = entry.Next;
                continue;
            }

            // What follows a damaged record is searched for; when nothing does, this is the tail.
            if (FindFrame(End + 1, size) is not { } next)
            {
                break;
            }

            entries.Add(TrajectoryEntry.OfDamage(End, next));
            End = next;
        }

        TailBytes = size - End;
        Span<byte> head = stackalloc byte[LogFrame.HeadBytes];
        TailIsComplete = LogFrame.TryReadHead(head[..LogFrame.Read(log, head, End)], out var length, out _) && length + LogFrame.HeadBytes <= TailBytes;
    }

    private bool TryFrame(long offset, long size, out TrajectoryEntry entry)
    {
        entry = default;
        if (!TryPayload(offset, size, out var payload, out var checksum))
        {
            return false;
        }

        try
        {
            entry = TrajectoryEntry.Of(EpisodeCodec.Decode(payload), offset, payload.Length, checksum);
        }
        catch (TrajectoryException)
        {
            // A checksum that fits over content that does not: somebody else's writer. Its place is known, so go on behind it.
            entry = TrajectoryEntry.OfDamage(offset, offset + LogFrame.HeadBytes + payload.Length);
        }

        return true;
    }

    private bool TryPayload(long offset, long size, out ReadOnlyMemory<byte> payload, out ulong checksum)
    {
        payload = default;
        Span<byte> head = stackalloc byte[LogFrame.HeadBytes];
        if (!LogFrame.TryReadHead(head[..LogFrame.Read(log, head, offset)], out var length, out checksum)
            || length > size - offset - LogFrame.HeadBytes)
        {
            return false;
        }

        if (_buffer.Length < length)
        {
            _buffer = new byte[Math.Max(length, Math.Min(_buffer.Length * 2, EpisodeCodec.MaxBytes))];
        }

        if (LogFrame.Read(log, _buffer.AsSpan(0, length), offset + LogFrame.HeadBytes) < length)
        {
            return false;
        }

        payload = _buffer.AsMemory(0, length);
        return ContentHash.Of(payload.Span).A == checksum;
    }

    private long? FindFrame(long from, long size)
    {
        // Bytes that may be hashed in search of a true beginning: hostile files repeat the marker to make this take for ever.
        var budget = (size * 4) + (64L << 20);
        var window = new byte[(int)Math.Min(Window, size - from)];
        for (var start = from; start < size;)
        {
            var length = LogFrame.Read(log, window, start);
            var searched = window.AsSpan(0, length);
            for (var at = searched.IndexOf(LogFrame.Marker); at >= 0;)
            {
                if (TryPayload(start + at, size, out var payload, out _))
                {
                    return start + at;
                }

                budget -= payload.Length;
                if (budget < 0)
                {
                    throw new TrajectoryException(file, from - 1, null, null, "a record, or damage with records behind it", "endless false beginnings of records",
                        "The file was not written by this program; do not trust it.");
                }

                var further = searched[(at + 1)..].IndexOf(LogFrame.Marker);
                at = further < 0 ? -1 : at + 1 + further;
            }

            if (length < window.Length || start + length >= size)
            {
                return null;
            }

            // The marker may stand across the border of two windows.
            start += length - (LogFrame.Marker.Length - 1);
        }

        return null;
    }
}
