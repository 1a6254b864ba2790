using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>A page of a run's episodes: filtered, sorted, cut.</summary>
/// <param name="Filter">Which.</param>
/// <param name="Sort">By what.</param>
/// <param name="IsDescending">Greatest first; what has no value stays last.</param>
/// <param name="Offset">Rows passed over.</param>
/// <param name="Limit">Rows at most.</param>
internal sealed record EpisodeQuery(EpisodeFilter Filter, EpisodeSort Sort, bool IsDescending, int Offset, int Limit)
{
    // What needs the contents of all records is answered with what is known after this long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Answers it.</summary>
    public async Task<EpisodePage> RunAsync(RunSource run, CancellationToken cancellation)
    {
        var search = Filter.Log.Text is { } text ? run.Search(text) : null;
        var needsFacts = Filter.NeedsFacts || Sort == EpisodeSort.Tokens;
        if (search is not null || needsFacts)
        {
            await run.WaitAsync(() => Known(run, search, needsFacts) >= run.Entries.Count, Patience, cancellation);
        }

        var entries = run.Entries;
        var scanned = Math.Min(Known(run, search, needsFacts), entries.Count);
        var found = Select(run, entries, scanned, search);
        var positions = Order(run, entries, found);
        return new EpisodePage(found.Count, Offset, scanned, scanned == entries.Count, [.. positions.Skip(Offset).Take(Limit)]);
    }

    private static int Known(RunSource run, TextSearch? search, bool needsFacts) =>
        Math.Min(search?.Scanned ?? int.MaxValue, needsFacts ? run.Facts.Count : int.MaxValue);

    private List<int> Select(RunSource run, IReadOnlyList<TrajectoryEntry> entries, int count, TextSearch? search)
    {
        var hits = search?.Hits();
        var sizes = Filter.NeedsSizes ? run.Facts.Sizes() : null;
        var tasks = Filter.Log.Task is null ? null : run.Facts.HaveTask(Filter.Log.AdmitsTask);
        var learning = Filter.NeedsLearning ? run.Learning.FindAll(count, position => entries[position].Episode) : null;
        var children = Filter.Parent is { } parent ? run.Facts.Children(parent).ToHashSet() : null;
        var found = new List<int>();
        for (var position = 0; position < count; position++)
        {
            if ((hits is null || hits[position]) && (sizes is null || Filter.Fits(sizes[position])) && (tasks is null || tasks[position])
                && (children is null || children.Contains(position)) && (learning is null || Filter.Fits(learning[position])) && Filter.Fits(entries[position]))
            {
                found.Add(position);
            }
        }

        return found;
    }

    private IEnumerable<int> Order(RunSource run, IReadOnlyList<TrajectoryEntry> entries, List<int> found)
    {
        if (Sort == EpisodeSort.Index)
        {
            return IsDescending ? found.AsEnumerable().Reverse() : found;
        }

        if (Sort == EpisodeSort.End)
        {
            return IsDescending
                ? found.OrderByDescending(position => entries[position].EndName, StringComparer.Ordinal) : found.OrderBy(position => entries[position].EndName, StringComparer.Ordinal);
        }

        var sizes = Sort == EpisodeSort.Tokens ? run.Facts.Sizes() : null;
        var keys = found.Select(position => Sort switch
        {
            EpisodeSort.Return => entries[position].Return,
            EpisodeSort.Turns => entries[position].Turns,
            _ => sizes![position].Tokens is var tokens && tokens >= 0 ? tokens : double.NaN,
        }).Select(value => double.IsNaN(value) ? double.PositiveInfinity : IsDescending ? -value : value).ToArray();
        return Enumerable.Range(0, found.Count).OrderBy(at => keys[at]).Select(at => found[at]);
    }
}

/// <summary>By what episodes are ordered; equal ones stay in the order of the run.</summary>
internal enum EpisodeSort
{
    /// <summary>The order of the run.</summary>
    Index,

    /// <summary>Return of role 0.</summary>
    Return,

    /// <summary>Number of turns.</summary>
    Turns,

    /// <summary>Sampled tokens.</summary>
    Tokens,

    /// <summary>The word of the end.</summary>
    End,
}

/// <summary>Rows of an answer.</summary>
/// <param name="Total">Episodes that fit.</param>
/// <param name="Offset">Rows passed over.</param>
/// <param name="Scanned">Episodes about which enough is known to tell whether they fit.</param>
/// <param name="IsComplete">Whether those are all.</param>
/// <param name="Positions">Positions in the log.</param>
internal sealed record EpisodePage(int Total, int Offset, int Scanned, bool IsComplete, IReadOnlyList<int> Positions);
