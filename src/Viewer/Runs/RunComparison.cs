namespace Agentic.Viewer.Runs;

/// <summary>Two runs, or two steps of one, on the same tasks: episodes of equal task and seed in pairs.</summary>
/// <param name="Pairs">The first pairs.</param>
/// <param name="OnlyA">Episodes of the first that have no partner.</param>
/// <param name="OnlyB">Of the second.</param>
/// <param name="Won">Pairs that the second solves and the first does not.</param>
/// <param name="Lost">The other way round.</param>
/// <param name="Both">Pairs that both solve.</param>
/// <param name="Neither">Pairs that neither solves.</param>
/// <param name="IsComplete">Whether the tasks of all episodes were known.</param>
internal sealed record RunComparison(
    IReadOnlyList<(string Task, EpisodeRow A, EpisodeRow B)> Pairs, int OnlyA, int OnlyB, int Won, int Lost, int Both, int Neither, bool IsComplete)
{
    private const int MaxPairs = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Pairs episodes, the first of a task with the first, and so on; faulted ones are nobody's partner.</summary>
    public static async Task<RunComparison> OfAsync((RunSource Run, EpisodeFilter Filter) a, (RunSource Run, EpisodeFilter Filter) b, CancellationToken cancellation)
    {
        var isComplete = await a.Run.WaitAsync(() => a.Run.IsComplete, Patience, cancellation) & await b.Run.WaitAsync(() => b.Run.IsComplete, Patience, cancellation);
        var (left, right) = (ByTask(a.Run, a.Filter), ByTask(b.Run, b.Filter));
        var pairs = left.Where(task => right.ContainsKey(task.Key))
            .SelectMany(task => task.Value.Zip(right[task.Key], (first, second) => (task.Key.Task, A: first, B: second))).ToArray();
        var outcomes = pairs.CountBy(pair => (a.Run.Entries[pair.A].IsSolved, b.Run.Entries[pair.B].IsSolved)).ToDictionary();
        var shown = pairs.Take(MaxPairs).ToArray();
        var (rowsA, rowsB) = (EpisodeRow.Of(a.Run, [.. shown.Select(pair => pair.A)]), EpisodeRow.Of(b.Run, [.. shown.Select(pair => pair.B)]));
        return new RunComparison(
            [.. shown.Select((pair, at) => (pair.Task, rowsA[at], rowsB[at]))],
            left.Sum(task => task.Value.Count) - pairs.Length, right.Sum(task => task.Value.Count) - pairs.Length,
            outcomes.GetValueOrDefault((false, true)), outcomes.GetValueOrDefault((true, false)), outcomes.GetValueOrDefault((true, true)), outcomes.GetValueOrDefault((false, false)), isComplete);
    }

    private static Dictionary<(string Task, ulong Seed), List<int>> ByTask(RunSource run, EpisodeFilter filter)
    {
        var (entries, tasks) = (run.Entries, run.Facts.Tasks());
        var learning = filter.NeedsLearning ? run.Learning.FindAll(entries.Count, position => entries[position].Episode) : null;
        var byTask = new Dictionary<(string, ulong), List<int>>();
        for (var position = 0; position < Math.Min(entries.Count, tasks.Length); position++)
        {
            if (tasks[position] is { } task && entries[position].EndName != "faulted" && (learning is null || filter.Fits(learning[position])))
            {
                if (!byTask.TryGetValue(task, out var positions))
                {
                    byTask[task] = positions = [];
                }

                positions.Add(position);
            }
        }

        return byTask;
    }
}
