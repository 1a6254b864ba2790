using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>One run's folder: its episodes, and what stands beside them. Opened when it is first looked at, read as it grows, never written. Safe for many threads.</summary>
internal sealed class RunSource : IDisposable
{
    private const int MaxSearches = 4;
    private const int MaxScenarioBytes = 1 << 20;
    private const long SliceBytes = 4 << 20;
    private const int SliceRecords = 64;
    private const int MaxKeptBuffer = 4 << 20;

    // FORMAT.md, "The index".
    private const int IndexHeaderBytes = 16;
    private const int IndexEntryBytes = 88;

    // Requests come in crowds: one look at the files serves all of them.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Alive = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _clock;
    private readonly Action _wake;
    private readonly Lock _refreshing = new();
    private readonly Lock _searching = new();
    private readonly List<TextSearch> _searches = [];
    private readonly RecordCache _records;
    private TrajectoryReader? _reader;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _looked;
    private long _metricBytes = -1;
    private long _revision;
    private long _toldFacts;
    private byte[] _buffer = [];

    /// <param name="folder">The run's folder.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="wake">Called when there is something to read in the background.</param>
    /// <param name="records">Where episodes are kept that were read last; shared by all runs, so that many take no more memory than one.</param>
    /// <param name="thumbnails">The same for small pictures.</param>
    public RunSource(string folder, TimeProvider clock, Action wake, RecordCache records, ThumbnailCache thumbnails)
    {
        (Folder, _clock, _wake, _records) = (folder, clock, wake, records);
        Metrics = new MetricTable(Path.Combine(folder, "metrics.jsonl"));
        Timings = new EpisodeLines<EpisodeTiming>(Path.Combine(folder, "timings", "episodes.jsonl"), EpisodeTiming.TryParse);
        Learning = new EpisodeLines<EpisodeLearning>(Path.Combine(folder, "learning", "episodes.jsonl"), EpisodeLearning.TryParse);
        Images = new RunImages(Path.Combine(folder, "images"), thumbnails);
        _looked = clock.GetTimestamp() - (long)(LeastPause.TotalSeconds * 2 * clock.TimestampFrequency);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Its last name.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>The curves.</summary>
    public MetricTable Metrics { get; }

    /// <summary>Where time went, by episode.</summary>
    public EpisodeLines<EpisodeTiming> Timings { get; }

    /// <summary>What was learnt, by episode.</summary>
    public EpisodeLines<EpisodeLearning> Learning { get; }

    /// <summary>What the index does not say, by position.</summary>
    public FactTable Facts { get; } = new();

    /// <summary>The pictures.</summary>
    public RunImages Images { get; }

    /// <summary>What is known of each episode, in the order of the log. A snapshot.</summary>
    public IReadOnlyList<TrajectoryEntry> Entries => _reader?.Entries ?? [];

    /// <summary>Bytes at the log's end that are no whole record.</summary>
    public long TornBytes => Math.Max(0, _reader?.TornBytes ?? 0);

    /// <summary>Records that are damaged.</summary>
    public int Damaged { get; private set; }

    /// <summary>Why the log cannot be read at all; null when it can, or is not there yet.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether the log was opened; before that there is a guess alone.</summary>
    public bool IsOpen => _reader is not null;

    /// <summary>Episodes by the size of the index, for a list of many runs of which few are looked at.</summary>
    public long Guess
    {
        get
        {
            var index = new FileInfo(Path.Combine(Folder, "episodes", "episodes-00000.idx"));
            return index.Exists ? Math.Max(0, (index.Length - IndexHeaderBytes) / IndexEntryBytes) : 0;
        }
    }

    /// <summary>Grows with every change that is seen.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>Updates that the metrics tell of.</summary>
    public long Updates { get; private set; }

    /// <summary>Whether somebody seems to be writing: the lock is there, and files changed within minutes.</summary>
    public bool IsLive
    {
        get
        {
            var episodes = Path.Combine(Folder, "episodes");
            var last = new[] { Path.Combine(episodes, "episodes-00000.log"), Path.Combine(Folder, "metrics.jsonl") }.Max(File.GetLastWriteTimeUtc);
            return File.Exists(Path.Combine(episodes, "writer.lock")) && _clock.GetUtcNow() - last < Alive;
        }
    }

    /// <summary>Whether everything in the files was taken in.</summary>
    public bool IsComplete => Facts.Count >= Entries.Count;

    /// <summary>Looks for what was appended, at most five times a second.</summary>
    public void Refresh()
    {
        lock (_refreshing)
        {
            if (_clock.GetElapsedTime(_looked) < LeastPause)
            {
                return;
            }

            _looked = _clock.GetTimestamp();
            var changed = RefreshEpisodes() | RefreshMetrics();
            changed |= Timings.Refresh(SliceBytes).IsNew | Learning.Refresh(SliceBytes).IsNew;
            if (changed)
            {
                Interlocked.Increment(ref _revision);
            }

            _wake();
        }
    }

    /// <summary>Reads an episode.</summary>
    /// <exception cref="TrajectoryException">It is damaged.</exception>
    public EpisodeRecord Read(int position) => _records.Read(_reader!, position);

    /// <summary>Reads what a list shows of an episode that the background did not come to yet; null when it cannot be read.</summary>
    public EpisodeFact? ReadFact(int position, ref byte[] buffer) => EpisodeFact.Read(_reader!, position, ref buffer);

    /// <summary>The search for a text: a running one, or a new one.</summary>
    public TextSearch Search(string text)
    {
        lock (_searching)
        {
            var search = _searches.Find(known => known.Text == text) ?? new TextSearch(text);
            _searches.Remove(search);
            _searches.Add(search);
            _searches.RemoveRange(0, Math.Max(0, _searches.Count - MaxSearches));
            _wake();
            return search;
        }
    }

    /// <summary>Waits until something is so, for a while at most; it is asked whenever the background has read more.</summary>
    public async Task<bool> WaitAsync(Func<bool> isSo, TimeSpan patience, CancellationToken cancellation)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            var more = Volatile.Read(ref _progress).Task;
            if (isSo())
            {
                return true;
            }

            var left = patience - _clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            try
            {
                await more.WaitAsync(left, _clock, cancellation);
            }
            catch (TimeoutException)
            {
                return isSo();
            }
        }
    }

    /// <summary>The scenario as text; null when there is none. A link is none: it may lead anywhere.</summary>
    public string? ReadScenario()
    {
        var file = new FileInfo(Path.Combine(Folder, "scenario.resolved.yaml"));
        try
        {
            if (!file.Exists || file.LinkTarget is not null)
            {
                return null;
            }

            using var handle = File.OpenHandle(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[(int)Math.Min(file.Length, MaxScenarioBytes)];
            return System.Text.Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(handle, bytes, 0));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads some of what the background has to read; true when there is more. One caller at a time.</summary>
    public bool ReadSome()
    {
        if (_reader is not { } reader)
        {
            return false;
        }

        var (timings, learning) = (Timings.Refresh(SliceBytes), Learning.Refresh(SliceBytes));
        var isMore = SearchSome(reader) | FactsSome(reader) | timings.IsMore | learning.IsMore;

        // Whoever looks at a run that is still being taken in hears of it a few times, and at the end.
        var facts = Facts.Count;
        if (timings.IsNew || learning.IsNew || (facts > _toldFacts && (!isMore || facts >= _toldFacts * 2)))
        {
            _toldFacts = facts;
            Interlocked.Increment(ref _revision);
        }

        Interlocked.Exchange(ref _progress, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        return isMore;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader?.Dispose();

    private bool FactsSome(TrajectoryReader reader)
    {
        var (generation, entries, position, bytes) = (Facts.Generation, reader.Entries, Facts.Count, 0L);
        for (var end = Math.Min(entries.Count, position + SliceRecords); position < end && bytes < SliceBytes; position++)
        {
            bytes += entries[position].Length;
            Facts.Add(generation, EpisodeFact.Read(reader, position, ref _buffer));
        }

        _buffer = _buffer.Length > MaxKeptBuffer ? [] : _buffer;
        return position < entries.Count;
    }

    private bool SearchSome(TrajectoryReader reader)
    {
        var isMore = false;
        foreach (var search in Searches())
        {
            search.LookIntoNext(reader, SliceRecords, SliceBytes, ref _buffer);
            isMore |= search.Scanned < reader.Count;
        }

        return isMore;
    }

    private TextSearch[] Searches()
    {
        lock (_searching)
        {
            return [.. _searches];
        }
    }

    private bool RefreshEpisodes()
    {
        try
        {
            if (_reader is null)
            {
                var folder = Path.Combine(Folder, "episodes");
                if (!File.Exists(Path.Combine(folder, "episodes-00000.log")))
                {
                    return false;
                }

                _reader = TrajectoryReader.Open(folder);
                (Fault, Damaged) = (null, _reader.Entries.Count(entry => entry.IsDamaged));
                return true;
            }

            var known = _reader.Entries;
            _reader.Refresh();
            if (ReferenceEquals(known, _reader.Entries))
            {
                return false;
            }

            Damaged = _reader.Entries.Count(entry => entry.IsDamaged);
            Forget(known, _reader.Entries);
            return true;
        }
        catch (Exception broken) when (broken is TrajectoryException or IOException or UnauthorizedAccessException)
        {
            var isNew = Fault is null;
            Fault = broken.Message.Replace(Folder, Name, StringComparison.Ordinal);
            return isNew;
        }
    }

    // A log that only grew keeps its last record where it was; one that was cut, as by a run that is resumed, is compared from the beginning.
    private void Forget(IReadOnlyList<TrajectoryEntry> known, IReadOnlyList<TrajectoryEntry> now)
    {
        if (known.Count == 0 || (now.Count >= known.Count && now[known.Count - 1] == known[^1]))
        {
            return;
        }

        var same = 0;
        while (same < Math.Min(known.Count, now.Count) && known[same] == now[same])
        {
            same++;
        }

        Facts.Truncate(same);
        Array.ForEach(Searches(), search => search.Truncate(same));
    }

    private bool RefreshMetrics()
    {
        var file = new FileInfo(Path.Combine(Folder, "metrics.jsonl"));
        var bytes = file.Exists ? file.Length : 0;
        if (bytes == _metricBytes)
        {
            return false;
        }

        _metricBytes = bytes;
        Updates = Metrics.LastStep();
        return true;
    }
}
