using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>A run at a glance, counted from the index and what stands beside the log.</summary>
internal sealed record RunSummary
{
    private const int MaxSampled = 2000;
    private const int MaxValues = 12;
    private const int MaxWorlds = 256;

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
        var (ends, worlds, all, damaged) = (new SortedDictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(), new StepTally(), 0);
        for (var position = 0; position < entries.Count; position++)
        {
            var entry = entries[position];
            if (entry.IsDamaged)
            {
                damaged++;
                continue;
            }

            all.Add(entry);
            ends[entry.EndName] = ends.GetValueOrDefault(entry.EndName) + 1;
            if (worlds.Count < MaxWorlds || worlds.ContainsKey(entry.World))
            {
                worlds[entry.World] = worlds.GetValueOrDefault(entry.World) + 1;
            }
        }

        var (difficulty, sampled) = DifficultyOf(run, entries);
        return new RunSummary
        {
            Episodes = all.Episodes,
            Damaged = damaged,
            Ends = ends,
            Worlds = worlds,
            MeanReturn = all.MeanReturn,
            Steps = StepsOf(run, entries, all),
            Difficulty = difficulty,
            Sampled = sampled,
            Seconds = SecondsOf(run, entries),
        };
    }

    // Without word from a learner there is one step, that nobody learnt from.
    private static StepSummary[] StepsOf(RunSource run, IReadOnlyList<TrajectoryEntry> entries, StepTally all)
    {
        if (run.Learning.Count == 0)
        {
            return all.Episodes == 0 ? [] : [all.Summary(0, "rollout")];
        }

        var learning = run.Learning.FindAll(entries.Count, position => entries[position].Episode);
        var steps = new SortedDictionary<(int Update, string Phase), StepTally>();
        for (var position = 0; position < entries.Count; position++)
        {
            if (learning[position] is { } learnt && !entries[position].IsDamaged)
            {
                if (!steps.TryGetValue((learnt.Update, learnt.Phase), out var tally))
                {
                    steps[(learnt.Update, learnt.Phase)] = tally = new StepTally();
                }

                tally.Add(entries[position]);
            }
        }

        return [.. steps.Select(step => step.Value.Summary(step.Key.Update, step.Key.Phase))];
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

    private static (double, double, double, int)? SecondsOf(RunSource run, IReadOnlyList<TrajectoryEntry> entries)
    {
        var timings = run.Timings.Count == 0 ? [] : run.Timings.FindAll(entries.Count, position => entries[position].Episode);
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
internal sealed record StepSummary(int Step, string Phase, int Groups, int Episodes, int Solved, int Faulted, double MeanReturn);

/// <summary>Counts the episodes of a step.</summary>
internal sealed class StepTally
{
    private readonly HashSet<long> _groups = [];
    private int _solved;
    private int _faulted;
    private int _paid;
    private double _sum;

    /// <summary>Episodes counted.</summary>
    public int Episodes { get; private set; }

    /// <summary>Mean return of those that have one; NaN for none.</summary>
    public double MeanReturn => _paid > 0 ? _sum / _paid : double.NaN;

    /// <summary>Counts one.</summary>
    public void Add(in TrajectoryEntry entry)
    {
        Episodes++;
        _groups.Add(entry.Group);
        _solved += entry.IsSolved ? 1 : 0;
        _faulted += entry.EndName == "faulted" ? 1 : 0;
        (_sum, _paid) = double.IsFinite(entry.Return) ? (_sum + entry.Return, _paid + 1) : (_sum, _paid);
    }

    /// <summary>What it came to.</summary>
    public StepSummary Summary(int step, string phase) => new(step, phase, _groups.Count, Episodes, _solved, _faulted, MeanReturn);
}
