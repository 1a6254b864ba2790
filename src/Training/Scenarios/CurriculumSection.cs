using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Curricula;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Scenarios;

/// <summary>Reads <c>train.curriculum</c>: a rule for each axis that is named.</summary>
internal static class CurriculumSection
{
    private const string Key = "curriculum";
    private const string RangesKey = "ranges";
    private const int MaxRanges = 64;

    // Rules by name: each reads its own keys. The first is what is meant where none is named.
    private static readonly (string Name, int LeastRanges, Func<ConfigSection, int, ICurriculumRule> Read)[] Rules =
    [
        ("buckets", 1, ReadBuckets), ("band", 2, ReadBand), ("staircase", 2, ReadStaircase), ("frontier", 2, ReadFrontier),
    ];

    /// <summary>The settings, or null where tasks are drawn evenly.</summary>
    /// <param name="train">The section around it.</param>
    /// <param name="vocabulary">Knows the axes.</param>
    /// <param name="roles">Who acts.</param>
    /// <param name="world">Where, and how hard it is otherwise.</param>
    public static CurriculumSettings? Read(ConfigSection train, ScenarioVocabulary vocabulary, RoleNames roles, WorldSettings world)
    {
        var section = train.Section(Key);
        if (!train.Has(Key) || !vocabulary.Worlds.ContainsKey(world.Name))
        {
            return null;
        }

        if (roles.HaveEpisodes)
        {
            train.Wrong(Key, "cannot be given in self-play, where a role makes the tasks; remove one of the two sections.");
        }

        var axes = ImmutableArray.CreateBuilder<AxisCurriculum>();
        var known = vocabulary.Describe(world.Name, world.Options).Axes;
        foreach (var axis in known)
        {
            var one = section.Section(axis.Name);
            if (section.Has(axis.Name))
            {
                axes.Add(ReadAxis(one, axis, world));
            }
        }

        section.Close();
        if (axes.Count == 0 && !section.Entries.Any())
        {
            train.Wrong(Key, known.IsEmpty
                ? $"is for worlds with axes of difficulty, but '{world.Name}' has none; remove it."
                : $"names no axis; world '{world.Name}' has {string.Join(", ", known.Select(axis => axis.Name))}. Name one, or remove it.");
        }

        return new CurriculumSettings(axes.DrainToImmutable());
    }

    private static AxisCurriculum ReadAxis(ConfigSection section, DifficultyAxis axis, WorldSettings world)
    {
        var by = section.Choice("by", [.. Rules.Select(rule => rule.Name)], Rules[0].Name);
        var rule = Rules.First(rule => rule.Name == by);
        var ranges = section.Ranges(RangesKey, axis.Min, axis.Max, axis.IsInteger, Each(axis, world), MaxRanges).Select(range => new AxisRange(range.Low, range.High)).ToImmutableArray();
        if (ranges.IsEmpty)
        {
            section.Wrong(RangesKey, $"is missing: world.difficulty.{axis.Name} gives no range of 2 to {MaxRanges} whole numbers to take instead. Name them, such as {RangesKey}: [{axis.Min}, {axis.Max}].");
        }
        else if (ranges.Length < rule.LeastRanges)
        {
            section.Wrong(RangesKey, $"must have {rule.LeastRanges} or more entries for '{by}', but has {ranges.Length}.");
        }

        for (var at = 1; at < ranges.Length; at++)
        {
            var (easier, harder) = axis.HarderUp ? (ranges[at - 1].High, ranges[at].Low) : (-ranges[at - 1].Low, -ranges[at].High);
            if (axis.IsInteger ? harder <= easier : harder < easier)
            {
                section.Wrong(RangesKey, $"must get harder from entry to entry, without overlap; {axis.Name} is harder {(axis.HarderUp ? "upwards" : "downwards")}, but entry {at + 1} is [{ranges[at].Low}, {ranges[at].High}] after [{ranges[at - 1].Low}, {ranges[at - 1].High}].");
                break;
            }
        }

        var read = new AxisCurriculum(axis.Name, ranges, rule.Read(section, ranges.Length));
        section.Close();
        return read;
    }

    private static ImmutableArray<(double Low, double High)> Each(DifficultyAxis axis, WorldSettings world) =>
        axis.IsInteger && world.Difficulty.TryGetValue(axis.Name, out var range) && range.High - range.Low is >= 1 and < MaxRanges
            ? [.. Enumerable.Range(0, (int)(range.High - range.Low) + 1).Select(step => axis.HarderUp ? range.Low + step : range.High - step).Select(value => (value, value))]
            : [];

    private static BucketShares ReadBuckets(ConfigSection section, int ranges)
    {
        var shares = section.Numbers("shares", 0, 1_000_000, isInteger: false, [.. Enumerable.Repeat(1.0, Math.Max(1, ranges))]);
        if (ranges > 0 && shares.Length != ranges)
        {
            section.Wrong("shares", $"must have one number for each of {ranges} ranges, but has {shares.Length}.");
        }
        else if (shares.All(share => share == 0))
        {
            section.Wrong("shares", "must not all be 0: no task could be drawn.");
        }

        return new BucketShares(shares);
    }

    private static SuccessBand ReadBand(ConfigSection section, int ranges)
    {
        var read = new SuccessBand(section.Number("low", 0, 1, 0.2), section.Number("high", 0, 1, 0.8), section.Number("outside", 0, 1, 0.1), Decay(section));
        if (read.Low > read.High)
        {
            section.Wrong("low", $"must not exceed high, but {read.Low} > {read.High}.");
        }

        return read;
    }

    private static Staircase ReadStaircase(ConfigSection section, int ranges)
    {
        var read = new Staircase(section.Number("up", 0, 1, 0.7), section.Number("down", 0, 1, 0.2), section.Integer("over", 1, 1_000_000, 128), section.Number("review", 0, 1, 0.25));
        if (read.Down > read.Up)
        {
            section.Wrong("down", $"must not exceed up, but {read.Down} > {read.Up}.");
        }

        return read;
    }

    private static Frontier ReadFrontier(ConfigSection section, int ranges) => new(
        section.Number("target", 0.01, 0.99, 0.5), section.Number("width", 0.05, 64, 1), section.Number("floor", 0, 1, 0.05), Decay(section));

    private static double Decay(ConfigSection section) => section.Number("decay", 0, 1, 0.9);
}
