using System.Collections.Immutable;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Curricula;

/// <summary>How hard the tasks of training are along one axis of the world.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Ranges">Its rungs, each harder than the one before, without overlap.</param>
/// <param name="Rule">How often each is drawn.</param>
public sealed record AxisCurriculum(string Axis, ImmutableArray<AxisRange> Ranges, ICurriculumRule Rule)
{
    /// <summary>The middle of a rung, in the axis's unit; between two middles for a place between two rungs.</summary>
    public double ValueAt(double place)
    {
        var below = Math.Min((int)place, Ranges.Length - 1);
        var (low, high) = (Middle(below), Middle(Math.Min(below + 1, Ranges.Length - 1)));
        return low + ((place - below) * (high - low));
    }

    /// <summary>The rungs from which tasks may come: all but those that a fixed share shuts out.</summary>
    public ImmutableArray<AxisRange> Drawn => Rule is BucketShares { Shares_R: var shares } ? [.. Ranges.Where((_, rung) => shares[rung] > 0)] : Ranges;

    private double Middle(int rung) => (Ranges[rung].Low + Ranges[rung].High) / 2;
}

/// <summary>What a scenario says of the order of difficulties.</summary>
/// <param name="Axes">Each axis at most once; the axes are drawn apart from each other.</param>
public sealed record CurriculumSettings(ImmutableArray<AxisCurriculum> Axes);
