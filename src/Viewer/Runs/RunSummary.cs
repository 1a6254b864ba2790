using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>A run at a glance, counted from the index and what stands beside the log.</summary>
internal sealed record RunSummary
{
    private const int MaxSampled = 2000;
    private const int MaxValues = 12;

    /// <summary>Whole episodes.</summary>
    public required int Episodes { get; init; }

    /// <summary>Records that are damaged.</summary>
    public required int Damaged { get; init; }

    /// <summary>Episodes by the word of their end.</summary>
    public required IReadOnlyDictionary<string, int> Ends { get; init; }

    /// <summary>Episodes by world.</summary>
    public required IReadOnlyDictionary<string, int> Worlds { get; init; }

    /// <summary>Mean of role 0's returns, without the faulted; NaN for none.</summary>
    public required double MeanReturn { get; init; }

    /// <summary>By update and phase, in that order.</summary>
    public required IReadOnlyList<StepSummary> Steps { get; init; }

    /// <summary>By feature of the task: how often episodes of a value are solved, values ascending.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<(double Value, int Episodes, int Solved)>> Difficulty { get; init; }

    /// <summary>Episodes behind <see cref="Difficulty"/>.</summary>
    public required int Sampled { get; init; }

    /// <summary>Seconds in all; null when nobody measured.</summary>
    public required (double Policy, double World, double Queue, int Episodes)? Seconds { get; init; }

    /// <summary>Counts a run.</summary>
    public static RunSummary Of(RunSource run)
    {
        var entries = run.Entries;
        var whole = entries.Where(entry => !entry.IsDamaged).ToArray();
        var returns = whole.Select(entry => entry.Return).Where(double.IsFinite);
        var (difficulty, sampled) = DifficultyOf(run, entries);
        return new RunSummary
        {
            Episodes = whole.Length,
            Damaged = entries.Count - whole.Length,
            Ends = whole.CountBy(entry => entry.EndName).OrderBy(end => end.Key, StringComparer.Ordinal).ToDictionary(),
            Worlds = whole.CountBy(entry => entry.World).OrderByDescending(world => world.Value).Take(256).ToDictionary(),
            MeanReturn = returns.DefaultIfEmpty(double.NaN).Average(),
            Steps = StepsOf(run, whole),
            Difficulty = difficulty,
            Sampled = sampled,
            Seconds = SecondsOf(run, whole),
        };
    }

    // Without word from a learner there is one step, that nobody learnt from.
    private static StepSummary[] StepsOf(RunSource run, TrajectoryEntry[] whole)
    {
        if (run.Learning.Count == 0)
        {
            return whole.Length == 0 ? [] : [StepSummary.Of(0, "rollout", whole)];
        }

        var learning = run.Learning.FindAll(whole.Length, at => whole[at].Episode);
        return [.. whole.Index().Where(entry => learning[entry.Index] is not null)
            .GroupBy(entry => (learning[entry.Index]!.Value.Update, learning[entry.Index]!.Value.Phase), entry => entry.Item)
            .OrderBy(step => step.Key.Update).ThenBy(step => step.Key.Phase, StringComparer.Ordinal)
            .Select(step => StepSummary.Of(step.Key.Update, step.Key.Phase, [.. step]))];
    }

    private static (Dictionary<string, IReadOnlyList<(double, int, int)>>, int) DifficultyOf(RunSource run, IReadOnlyList<TrajectoryEntry> entries)
    {
        var known = Math.Min(run.Facts.Count, entries.Count);
        var stride = Math.Max(1, (known + MaxSampled - 1) / MaxSampled);
        var byAxis = new SortedDictionary<string, List<(double Value, bool IsSolved)>>(StringComparer.Ordinal);
        var sampled = 0;
        for (var position = 0; position < known; position += stride)
        {
            if (entries[position].EndName == "faulted" || run.Facts.Find(position) is not { } fact)
            {
                continue;
            }

            sampled++;
            foreach (var (axis, value) in fact.Features.Where(feature => double.IsFinite(feature.Value)))
            {
                if (!byAxis.TryGetValue(axis, out var values))
                {
                    byAxis[axis] = values = [];
                }

                values.Add((value, entries[position].IsSolved));
            }
        }

        return (byAxis.ToDictionary(axis => axis.Key, axis => Bins(axis.Value)), sampled);
    }

    // An axis of many values, such as a chance, is cut into bins of equal width, each told by the mean of what is in it.
    private static IReadOnlyList<(double, int, int)> Bins(List<(double Value, bool IsSolved)> values)
    {
        var (low, high) = (values.Min(value => value.Value), values.Max(value => value.Value));
        var isFew = values.Select(value => value.Value).Distinct().Take(MaxValues + 1).Count() <= MaxValues;
        return [.. values.GroupBy(value => isFew ? value.Value : Math.Min(MaxValues - 1, Math.Floor((value.Value - low) / (high - low) * MaxValues)))
            .OrderBy(bin => bin.Key).Select(bin => (bin.Average(value => value.Value), bin.Count(), bin.Count(value => value.IsSolved)))];
    }

    private static (double, double, double, int)? SecondsOf(RunSource run, TrajectoryEntry[] whole)
    {
        var timings = run.Timings.Count == 0 ? [] : run.Timings.FindAll(whole.Length, at => whole[at].Episode);
        var (policy, world, queue, count) = (0.0, 0.0, 0.0, 0);
        foreach (var timing in timings)
        {
            if (timing is { } known && double.IsFinite(known.Policy))
            {
                (policy, world, queue, count) = (policy + known.Policy, world + known.World, queue + known.Queue, count + 1);
            }
        }

        return count > 0 ? (policy, world, queue, count) : null;
    }
}

/// <summary>One step of a run.</summary>
/// <param name="Step">The update.</param>
/// <param name="Phase">"train", "eval", or "rollout" where nobody learns.</param>
/// <param name="Groups">Groups of siblings.</param>
/// <param name="Episodes">Episodes.</param>
/// <param name="Solved">Solved ones.</param>
/// <param name="Faulted">Broken ones.</param>
/// <param name="MeanReturn">Mean return without the faulted; NaN for none.</param>
internal sealed record StepSummary(int Step, string Phase, int Groups, int Episodes, int Solved, int Faulted, double MeanReturn)
{
    /// <summary>Counts it.</summary>
    public static StepSummary Of(int step, string phase, TrajectoryEntry[] episodes) => new(
        step, phase, episodes.DistinctBy(entry => entry.Group).Count(), episodes.Length, episodes.Count(entry => entry.IsSolved),
        episodes.Count(entry => entry.EndName == "faulted"), episodes.Select(entry => entry.Return).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average());
}
