using Microsoft.Win32.SafeHandles;

namespace Agentic.Agents;

/// <summary>Reads a folder of recorded episodes, also while it is being written. Any number of threads may read at once.</summary>
public sealed class TrajectoryReader : IDisposable
{
    private readonly SafeFileHandle _log;
    private readonly string _file;
    private readonly Lock _refreshing = new();
    private volatile TrajectoryEntry[] _entries = [];
    private long _end = LogFrame.FileHeaderBytes;

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
                var trusted = LogIndex.ReadTrusted(Path.Combine(folder, LogFrame.IndexName), reader._log);
                reader._entries = [.. trusted];
                reader._end = trusted.Count > 0 ? trusted[^1].Next : LogFrame.FileHeaderBytes;
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
    public int Count => _entries.Length;

    /// <summary>Bytes after the last record that are no whole record: one that is being written, or that a kill has torn.</summary>
    public long TornBytes { get; private set; }

    /// <summary>Looks for records that were appended since; gives how many.</summary>
    public int Refresh()
    {
        lock (_refreshing)
        {
            if (!LogFrame.RequireHeader(_log, _file))
            {
                TornBytes = RandomAccess.GetLength(_log);
                return 0;
            }

            // A damaged tail is listed but not final: a writer may have been in the middle of it.
            var known = _entries.Length;
            var entries = _entries.Where(entry => entry.Offset < _end).ToList();
            var scan = new LogScan(_log, _file);
            scan.Run(_end, entries);
            (_end, TornBytes) = (scan.End, scan.TailIsComplete ? 0 : scan.TailBytes);
            if (scan.TailIsComplete)
            {
                entries.Add(TrajectoryEntry.OfDamage(scan.End, scan.End + scan.TailBytes));
            }

            _entries = [.. entries];
            return _entries.Length - known;
        }
    }

    /// <summary>Reads one record; <see cref="RecordedPayload.Restore"/> makes it fit for replay.</summary>
    /// <param name="position">Position in the log, 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="TrajectoryException">It is damaged: says the episode and the turn where that can be told.</exception>
    public EpisodeRecord Read(int position)
    {
        var entries = _entries;
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, entries.Length);
        var entry = entries[position];
        var frame = new byte[LogFrame.HeadBytes + Math.Clamp(entry.Length, 0, EpisodeCodec.MaxBytes)];
        var read = LogFrame.Read(_log, frame, entry.Offset);
        if (!LogFrame.TryReadHead(frame.AsSpan(0, read), out var length, out var checksum))
        {
            throw Damage(entry, $"the head of record {position} ('EPIS', then a length of 1 to {EpisodeCodec.MaxBytes})",
                Convert.ToHexStringLower(frame.AsSpan(0, Math.Min(read, LogFrame.HeadBytes))));
        }

        if (length > read - LogFrame.HeadBytes)
        {
            throw Damage(entry, $"{length} bytes of record {position}", $"{read - LogFrame.HeadBytes} bytes");
        }

        var payload = frame.AsMemory(LogFrame.HeadBytes, length);
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

    private TrajectoryException Damage(TrajectoryEntry entry, string expected, string actual, long? episode = null) =>
        new(_file, entry.Offset, episode ?? (entry.IsDamaged ? null : entry.Episode), null, expected, actual,
            "Restore the file from a copy, or play this episode again; the other records can still be read.");
}
