using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Metrics;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Evaluation;

/// <summary>Success by value of each axis of difficulty, with what training draws from marked: how far the policy reaches, and how far beyond what it was trained on.</summary>
public static class BoundaryTable
{
    // More values than these are cut into bins of equal width.
    private const int MaxValues = 16;
    private const int TrainingTasks = 128;

    /// <summary>The table of an evaluation, after playing what <c>eval.beyond</c> asks for besides.</summary>
    /// <param name="scenario">What was trained and judged.</param>
    /// <param name="kind">The world.</param>
    /// <param name="services">Who acts, as in the evaluation.</param>
    /// <param name="evaluation">What the scenario's own tasks gave.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<ImmutableArray<BoundaryRow>> OfAsync(
        Scenario scenario, IWorldKind kind, EpisodeServices services, Evaluation evaluation, CancellationToken cancellation)
    {
        var beyond = new SortedDictionary<string, List<TaskOutcome>>(StringComparer.Ordinal);
        foreach (var (axis, value) in scenario.Eval.Beyond.SelectMany(axis => axis.Value.Select(value => (axis.Key, value))))
        {
            var harder = scenario with { World = scenario.World with { Difficulty = scenario.World.Difficulty.SetItem(axis, new AxisRange(value, value)) } };
            var played = await Evaluator.RunAsync(harder, kind, services, scenario.Eval.BeyondTasks, 1, cancellation: cancellation);
            beyond[axis] = [.. beyond.GetValueOrDefault(axis, []), .. played.Outcomes];
        }

        return Of(kind.Descriptor, evaluation.Outcomes, beyond, Trained(scenario, kind));
    }

    /// <summary>The table. An axis has rows where its tasks have several values of it and it does not merely repeat an axis before it.</summary>
    /// <param name="world">Its axes.</param>
    /// <param name="outcomes">What was judged.</param>
    /// <param name="beyond">By axis, what was judged besides at values of it; counts for that axis alone.</param>
    /// <param name="trained">By axis, what training draws from.</param>
    public static ImmutableArray<BoundaryRow> Of(
        WorldDescriptor world, IReadOnlyList<TaskOutcome> outcomes, IReadOnlyDictionary<string, List<TaskOutcome>> beyond, IReadOnlyDictionary<string, AxisRange> trained)
    {
        var rows = ImmutableArray.CreateBuilder<BoundaryRow>();
        var told = new List<double[]>();
        foreach (var axis in world.Axes)
        {
            double[] values = [.. outcomes.Where(outcome => outcome.Features.ContainsKey(axis.Name)).Select(outcome => outcome.Features[axis.Name])];
            List<(double Value, bool IsSolved)> points = [.. outcomes.Concat(beyond.GetValueOrDefault(axis.Name, []))
                .Where(outcome => outcome.Features.ContainsKey(axis.Name)).Select(outcome => (outcome.Features[axis.Name], outcome.IsSolved))];
            if (points.Select(point => point.Value).Distinct().Count() < 2 || (!beyond.ContainsKey(axis.Name) && told.Any(other => other.SequenceEqual(values))))
            {
                continue;
            }

            told.Add(values);
            rows.AddRange(Bins(points).Select(bin => Row(axis.Name, bin, trained)));
        }

        return rows.DrainToImmutable();
    }

    /// <summary>
    /// By axis, the least and the greatest value among tasks that training draws, as the world measures them: an axis that caps, such as the
    /// most turns of a path, is known by what it lets through. Empty where training has no tasks.
    /// </summary>
    public static IReadOnlyDictionary<string, AxisRange> Trained(Scenario scenario, IWorldKind kind)
    {
        var (tasks, found) = (ScenarioEpisodes.Tasks(scenario, kind, Split.Train), new Dictionary<string, AxisRange>());
        try
        {
            for (var at = 0; at < TrainingTasks; at++)
            {
                foreach (var (name, value) in tasks.Get(at, Ranges(scenario, at)).Features)
                {
                    var range = found.GetValueOrDefault(name, new AxisRange(value, value));
                    found[name] = new AxisRange(Math.Min(range.Low, value), Math.Max(range.High, value));
                }
            }
        }
        catch (InvalidOperationException)
        {
            // Judged on a list that holds no task to train on.
            return new Dictionary<string, AxisRange>();
        }

        return found;
    }

    // All rungs of a curriculum in turn, whether or not training has come to them yet: those are the tasks that it may draw.
    private static ImmutableSortedDictionary<string, AxisRange> Ranges(Scenario scenario, int at) => scenario.World.Difficulty.SetItems(
        (scenario.Train.Curriculum?.Axes ?? []).Select(axis => KeyValuePair.Create(axis.Axis, axis.Drawn[at % axis.Drawn.Length])));

    private static BoundaryRow Row(string axis, List<(double Value, bool IsSolved)> bin, IReadOnlyDictionary<string, AxisRange> trained)
    {
        var (value, solved) = (bin.Average(point => point.Value), bin.Count(point => point.IsSolved));
        var interval = WilsonInterval.Of(solved, bin.Count);
        return new BoundaryRow(axis, value, solved / (double)bin.Count, interval.Low, interval.High, bin.Count,
            trained.TryGetValue(axis, out var range) && range.Low <= value && value <= range.High);
    }

    private static IEnumerable<List<(double Value, bool IsSolved)>> Bins(List<(double Value, bool IsSolved)> points)
    {
        var (low, high) = (points.Min(point => point.Value), points.Max(point => point.Value));
        var isFew = points.Select(point => point.Value).Distinct().Count() <= MaxValues;
        return points.GroupBy(point => isFew ? point.Value : Math.Min(MaxValues - 1, Math.Floor((point.Value - low) / (high - low) * MaxValues)))
            .OrderBy(bin => bin.Key).Select(bin => bin.ToList());
    }
}

/// <summary>Success at one value of an axis.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Value">Its value, as the world measures it on the task; the mean of a bin where an axis has many.</param>
/// <param name="Success">Share of solved episodes.</param>
/// <param name="Low">Lower end of the share's 95 % interval (Wilson).</param>
/// <param name="High">Upper end.</param>
/// <param name="Episodes">Episodes that were judged.</param>
/// <param name="IsTrained">Whether training draws tasks that reach around this value.</param>
public sealed record BoundaryRow(string Axis, double Value, double Success, double Low, double High, int Episodes, bool IsTrained);

/// <summary>How an episode ended, and how hard its task was.</summary>
/// <param name="Features">What the world measured on the task.</param>
/// <param name="IsSolved">Whether the judged role won.</param>
public readonly record struct TaskOutcome(ImmutableSortedDictionary<string, double> Features, bool IsSolved);
