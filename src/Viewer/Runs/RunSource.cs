using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>One run's folder: its episodes, and what stands beside them. Opened when it is first looked at, read as it grows, never written. Safe for many threads.</summary>
internal sealed class RunSource : IDisposable
{
    private const int MaxScenarioBytes = 1 << 20;
    private const long SliceBytes = 4 << 20;
    // Requests come in crowds: one look at the files serves all of them.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _clock;
    private readonly Action _wake;
    private readonly Lock _refreshing = new();
    private readonly RunLog _log;
    private readonly EpisodeNotes _notes;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _looked;
    private long _metricBytes = -1;
    private long _revision;
    private long _toldFacts;

    /// <param name="folder">The run's folder.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="wake">Called when there is something to read in the background.</param>
    /// <param name="records">Where episodes are kept that were read last; shared by all runs, so that many take no more memory than one.</param>
    /// <param name="thumbnails">The same for small pictures.</param>
    public RunSource(string folder, TimeProvider clock, Action wake, RecordCache records, ThumbnailCache thumbnails)
    {
        (Folder, _clock, _wake, _log, _notes) = (folder, clock, wake, new RunLog(folder, records), new EpisodeNotes(folder));
        Metrics = new MetricTable(Path.Combine(folder, "metrics.jsonl"));
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
    public EpisodeLines<EpisodeTiming> Timings => _notes.Timings;

    /// <summary>What was learnt, by episode.</summary>
    public EpisodeLines<EpisodeLearning> Learning => _notes.Learning;

    /// <summary>What the index does not say, by position.</summary>
    public FactTable Facts => _log.Facts;

    /// <summary>The pictures.</summary>
    public RunImages Images { get; }

    /// <summary>What is known of each episode, in the order of the log. A snapshot.</summary>
    public IReadOnlyList<TrajectoryEntry> Entries => _log.Entries;

    /// <summary>The log itself.</summary>
    public RunLog Log => _log;

    /// <summary>Grows with every change that is seen.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>Updates that the metrics tell of.</summary>
    public long Updates { get; private set; }

    /// <summary>Whether somebody is writing.</summary>
    public bool IsLive => TrajectoryWriter.IsAtWork(Path.Combine(Folder, "episodes"));

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
            var changed = _log.Refresh() | RefreshMetrics();
            changed |= Timings.Refresh(SliceBytes).IsNew | Learning.Refresh(SliceBytes).IsNew;
            if (changed)
            {
                Interlocked.Increment(ref _revision);
            }

            _wake();
        }
    }

    /// <summary>The search for a text: a running one, or a new one.</summary>
    public TextSearch Search(string text)
    {
        var search = _log.Search(text);
        _wake();
        return search;
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
    public string? ReadScenario() => ReadText("scenario.resolved.yaml");

    /// <summary>Success by value of each axis of difficulty, as the run's end wrote it; empty when there is none.</summary>
    public IReadOnlyList<BoundaryPoint> ReadBoundary() => BoundaryPoint.Parse(ReadText("boundary.json"));

    private string? ReadText(string name)
    {
        var file = new FileInfo(Path.Combine(Folder, name));
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
        var (timings, learning) = (Timings.Refresh(SliceBytes), Learning.Refresh(SliceBytes));
        var isMore = _log.ReadSome() | timings.IsMore | learning.IsMore;

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
    public void Dispose() => _log.Dispose();

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
