using Microsoft.Win32.SafeHandles;

namespace Agentic.Agents;

/// <summary>Reads a folder of recorded episodes, also while it is being written. Any number of threads may read at once.</summary>
public sealed class TrajectoryReader : IDisposable
{
    private readonly SafeFileHandle _log;
    private readonly string _file;
    private readonly Lock _refreshing = new();
    private volatile EntryList _entries = EntryList.Empty;
    private long _end = LogFrame.FileHeaderBytes;
    private long _scanned;

    private TrajectoryReader(string folder)
    {
        _file = Path.Combine(folder, LogFrame.LogName);
        try
        {
            _log = File.OpenHandle(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrajectoryException(_file, 0, null, null, "a trajectory log", "no such file",
                "Name the 'episodes' folder of a run that has recorded something.", missing);
        }
    }

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The folder that holds <c>episodes-00000.log</c>.</param>
    /// <exception cref="TrajectoryException">There is no log, or it is of another kind or version.</exception>
    public static TrajectoryReader Open(string folder)
    {
        var reader = new TrajectoryReader(folder);
        try
        {
            if (LogFrame.RequireHeader(reader._log, reader._file))
            {
                reader.Begin();
            }

            reader.Refresh();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>What is known of each record, in the order of the log. A snapshot: <see cref="Refresh"/> puts a longer one in its place.</summary>
    public IReadOnlyList<TrajectoryEntry> Entries => _entries;

    /// <summary>Number of records.</summary>
    public int Count => _entries.Count;

    /// <summary>Bytes after the last record that are no whole record: one that is being written, or that a kill has torn.</summary>
    public long TornBytes { get; private set; }

    /// <summary>Looks for records that were appended since; gives how many more there are, less than 0 when the log was cut, as by a run that is resumed.</summary>
    public int Refresh()
    {
        lock (_refreshing)
        {
            var size = RandomAccess.GetLength(_log);
            if (!LogFrame.RequireHeader(_log, _file))
            {
                TornBytes = size;
                return 0;
            }

            var known = _entries.Count;
            if (!IsStillThere(size))
            {
                Begin();
            }
            else if (size == _scanned)
            {
                return 0;
            }

            // A damaged tail is listed but not final: a writer may have been in the middle of it.
            var entries = _entries.Before(_end);
            var scan = new LogScan(_log, _file);
            var more = new List<TrajectoryEntry>();
            scan.Run(_end, more);
            _scanned = size;
            (_end, TornBytes) = (scan.End, scan.TailIsComplete ? 0 : scan.TailBytes);
            if (scan.TailIsComplete)
            {
                more.Add(TrajectoryEntry.OfDamage(scan.End, scan.End + scan.TailBytes));
            }

            _entries = entries.With(more);
            return _entries.Count - known;
        }
    }

    /// <summary>Reads one record's bytes, unchecked but for their length: for whoever looks through many, to pass over most of them.</summary>
    /// <param name="position">Position in the log, 0 to <see cref="Count"/> − 1.</param>
    /// <param name="buffer">Where they are put; a longer one takes its place when it is too short.</param>
    /// <returns>The payload, inside the buffer.</returns>
    /// <exception cref="TrajectoryException">Its head is damaged, or the file ends inside it.</exception>
    public ReadOnlyMemory<byte> ReadPayload(int position, ref byte[] buffer) => ReadFrame(position, EntryAt(position), ref buffer).Payload;

    /// <summary>Reads what a list shows of one record, without its texts, tokens and numbers.</summary>
    /// <param name="position">Position in the log, 0 to <see cref="Count"/> − 1.</param>
    /// <param name="buffer">Room for its bytes; a longer one takes its place when it is too short.</param>
    /// <exception cref="TrajectoryException">It is damaged.</exception>
    public EpisodeGlance Glance(int position, ref byte[] buffer)
    {
        var entry = EntryAt(position);
        var (payload, checksum) = ReadFrame(position, entry, ref buffer);
        var computed = ContentHash.Of(payload.Span).A;
        return computed == checksum
            ? EpisodeCodec.Glance(payload, _file, entry.Offset)
            : throw Damage(entry, $"record {position} with checksum {checksum:x16}", $"content with checksum {computed:x16}");
    }

    /// <summary>Reads one record; <see cref="RecordedPayload.Restore"/> makes it fit for replay.</summary>
    /// <param name="position">Position in the log, 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="TrajectoryException">It is damaged: says the episode and the turn where that can be told.</exception>
    public EpisodeRecord Read(int position)
    {
        var entry = EntryAt(position);
        var frame = Array.Empty<byte>();
        var (payload, checksum) = ReadFrame(position, entry, ref frame);
        var computed = ContentHash.Of(payload.Span).A;
        if (computed == checksum)
        {
            return EpisodeCodec.Decode(payload, _file, entry.Offset);
        }

        // The checksums inside say which part it is; when they all fit, it is the framing around them.
        var survivor = EpisodeCodec.Decode(payload, _file, entry.Offset);
        throw Damage(entry, $"record {position} with checksum {checksum:x16}", $"content with checksum {computed:x16}", survivor.Index);
    }

    /// <summary>Reads all records in order, each when it is asked for.</summary>
    /// <exception cref="TrajectoryException">One is damaged.</exception>
    public IEnumerable<EpisodeRecord> ReadAll()
    {
        for (var position = 0; position < Count; position++)
        {
            yield return Read(position);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();

    private void Begin()
    {
        var trusted = LogIndex.ReadTrusted(Path.Combine(Path.GetDirectoryName(_file)!, LogFrame.IndexName), _log);
        _entries = EntryList.Of(trusted);
        _end = trusted.Length > 0 ? trusted[^1].Next : LogFrame.FileHeaderBytes;
    }

    // The log only grows, but for a writer that takes back what it will play again: then the last record is gone or another.
    private bool IsStillThere(long size)
    {
        var entries = _entries.Before(_end);
        if (size < _end)
        {
            return false;
        }

        if (entries.Count == 0 || entries[^1].IsDamaged)
        {
            return true;
        }

        Span<byte> head = stackalloc byte[LogFrame.HeadBytes];
        return LogFrame.TryReadHead(head[..LogFrame.Read(_log, head, entries[^1].Offset)], out var length, out var checksum)
            && (length, checksum) == (entries[^1].Length, entries[^1].Checksum);
    }

    private TrajectoryEntry EntryAt(int position)
    {
        var entries = _entries;
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, entries.Count);
        return entries[position];
    }

    private (ReadOnlyMemory<byte> Payload, ulong Checksum) ReadFrame(int position, TrajectoryEntry entry, ref byte[] buffer)
    {
        var bytes = LogFrame.HeadBytes + Math.Clamp(entry.Length, 0, EpisodeCodec.MaxBytes);
        if (buffer.Length < bytes)
        {
            buffer = new byte[bytes];
        }

        var read = LogFrame.Read(_log, buffer.AsSpan(0, bytes), entry.Offset);
        if (!LogFrame.TryReadHead(buffer.AsSpan(0, read), out var length, out var checksum))
        {
            throw Damage(entry, $"the head of record {position} ('EPIS', then a length of 1 to {EpisodeCodec.MaxBytes})",
                Convert.ToHexStringLower(buffer.AsSpan(0, Math.Min(read, LogFrame.HeadBytes))));
        }

        // The index was believed when the log was opened; here it is held to what it says.
        if (!entry.IsDamaged && (length, checksum) != (entry.Length, entry.Checksum))
        {
            throw Damage(entry, $"record {position} of {entry.Length} bytes with checksum {entry.Checksum:x16}, as the index says", $"{length} bytes with checksum {checksum:x16}");
        }

        return length <= read - LogFrame.HeadBytes
            ? (buffer.AsMemory(LogFrame.HeadBytes, length), checksum)
            : throw Damage(entry, $"{length} bytes of record {position}", $"{read - LogFrame.HeadBytes} bytes");
    }

    private TrajectoryException Damage(TrajectoryEntry entry, string expected, string actual, long? episode = null) =>
        new(_file, entry.Offset, episode ?? (entry.IsDamaged ? null : entry.Episode), null, expected, actual,
            "Restore the file from a copy, or play this episode again; the other records can still be read.");
}
