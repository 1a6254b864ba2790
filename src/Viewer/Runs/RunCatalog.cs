namespace Agentic.Viewer.Runs;

/// <summary>The runs under a folder: itself, when it is one, or those below it. A run keeps its place in the list, which is how it is named outside.</summary>
internal sealed class RunCatalog : IDisposable
{
    private const int MaxDepth = 3;
    private const int MaxRuns = 500;

    // A home folder is no folder of runs: looking for them ends somewhere.
    private const int MaxFolders = 5000;
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly RunIndexer _indexer;
    private readonly RecordCache _records = new();
    private readonly ThumbnailCache _thumbnails = new();
    private readonly Lock _looking = new();
    private volatile RunSource[] _runs = [];
    private readonly Task _opening = Task.CompletedTask;
    private long? _looked;

    /// <param name="folder">A run, or a folder of runs.</param>
    /// <param name="clock">The only clock.</param>
    public RunCatalog(string folder, TimeProvider clock)
    {
        (_folder, _clock) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), clock);
        _indexer = new RunIndexer(() => _runs);

        // The first run is opened while the server gets ready: nearly always it is the one that is asked for.
        if (Refresh() is [var first, ..])
        {
            _opening = Task.Run(first.Refresh);
        }
    }

    /// <summary>The runs found so far.</summary>
    public IReadOnlyList<RunSource> Runs => _runs;

    /// <summary>Looks for new runs, at most every two seconds.</summary>
    public IReadOnlyList<RunSource> Refresh()
    {
        lock (_looking)
        {
            if (_looked is { } last && _clock.GetElapsedTime(last) < LeastPause)
            {
                return _runs;
            }

            _looked = _clock.GetTimestamp();
            var known = _runs.Select(run => run.Folder).ToHashSet(StringComparer.Ordinal);
            var budget = MaxFolders;
            var found = Find(_folder, 0, ref budget).Where(folder => !known.Contains(folder)).Take(MaxRuns - known.Count).ToArray();
            if (found.Length > 0)
            {
                _runs = [.. _runs, .. found.Select(folder => new RunSource(folder, _clock, _indexer.Wake, _records, _thumbnails))];
            }

            return _runs;
        }
    }

    /// <summary>Whether the folder looks like a run.</summary>
    public static bool IsRun(string folder) =>
        Directory.Exists(Path.Combine(folder, "episodes")) || File.Exists(Path.Combine(folder, "metrics.jsonl"));

    /// <inheritdoc/>
    public void Dispose()
    {
        _indexer.Dispose();
        _opening.Wait();
        foreach (var run in _runs)
        {
            run.Dispose();
        }
    }

    // Links are not followed: they may lead out of the folder that was named, or around in a circle.
    private static List<string> Find(string folder, int depth, ref int budget)
    {
        if (IsRun(folder))
        {
            return [folder];
        }

        var found = new List<string>();
        if (depth >= MaxDepth)
        {
            return found;
        }

        try
        {
            foreach (var below in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
            {
                if (budget-- <= 0)
                {
                    break;
                }

                if ((File.GetAttributes(below) & FileAttributes.ReparsePoint) == 0)
                {
                    found.AddRange(Find(below, depth + 1, ref budget));
                }
            }
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            // Somebody else's folder holds no run of ours.
        }

        return found;
    }
}
