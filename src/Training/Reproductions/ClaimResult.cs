using Agentic.Agents;
using Agentic.Training.Metrics;

namespace Agentic.Training.Reproductions;

/// <summary>What the seeds say of a claim.</summary>
public enum Verdict
{
    /// <summary>The interval holds 0, or there are too few seeds.</summary>
    Undecided,

    /// <summary>The whole interval lies above 0.</summary>
    Holds,

    /// <summary>The whole interval lies below 0: the opposite is true here.</summary>
    Fails,
}

/// <summary>A claim after its seeds.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Effect">Mean difference, treated minus control, paired by seed; NaN without a seed in which both are defined.</param>
/// <param name="Interval">95 % bootstrap of that mean, expanded for few seeds (<see cref="Bootstrap.Expanded"/>); NaN ends where there is none.</param>
/// <param name="Verdict">What follows.</param>
/// <param name="Pairs">Seeds in which both measures are defined.</param>
public sealed record ClaimResult(Claim Claim, double Effect, Interval Interval, Verdict Verdict, int Pairs)
{
    /// <summary>Fewer pairs decide nothing: with four, chance alone puts all of them on one side in one case of eight.</summary>
    public const int LeastPairs = 5;

    private const double Level = 0.95;

    /// <summary>Judges a claim. The same seeds give the same numbers.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="seeds">The measures of each seed.</param>
    /// <exception cref="KeyNotFoundException">A run did not give a measure that the claim names.</exception>
    public static ClaimResult Of(Claim claim, IReadOnlyList<IReadOnlyDictionary<string, double>> seeds)
    {
        double[] differences = [.. seeds.Select(seed => seed[claim.Treated] - seed[claim.Control]).Where(double.IsFinite)];
        if (differences.Length == 0)
        {
            return new ClaimResult(claim, double.NaN, new Interval(double.NaN, double.NaN), Verdict.Undecided, 0);
        }

        var level = differences.Length > 1 ? Bootstrap.Expanded(Level, differences.Length) : Level;
        var interval = Bootstrap.Mean(differences, RandomKey.FromSeed(0).Derive("reproductions").Derive(claim.Id), level);
        return new ClaimResult(claim, Sample.Mean(differences), interval, Judge(interval, differences.Length), differences.Length);
    }

    /// <summary>The verdict of an interval from a number of pairs.</summary>
    public static Verdict Judge(Interval interval, int pairs) =>
        pairs < LeastPairs ? Verdict.Undecided
        : interval.Low > 0 ? Verdict.Holds
        : interval.High < 0 ? Verdict.Fails
        : Verdict.Undecided;
}
