using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Metrics;

namespace Agentic.Training.Reproductions;

/// <summary>An experiment after its seeds.</summary>
/// <param name="Reproduction">What was run.</param>
/// <param name="Seeds">What each seed came to, in the order of their numbers.</param>
/// <param name="Claims">What they say.</param>
public sealed record ReproductionRun(Reproduction Reproduction, ImmutableArray<SeedOutcome> Seeds, ImmutableArray<ClaimResult> Claims)
{
    /// <summary>Mean of each measure over the seeds in which it is defined, in the order of names.</summary>
    public IEnumerable<(string Name, double Mean)> Means => Seeds[0].Measures.Keys.Order(StringComparer.Ordinal)
        .Select(name => (name, Sample.Mean([.. Seeds.Select(seed => seed.Measures[name]).Where(double.IsFinite)])));

    /// <summary>What seeds that are done say.</summary>
    /// <param name="reproduction">What was run.</param>
    /// <param name="seeds">One or more.</param>
    public static ReproductionRun Of(Reproduction reproduction, IEnumerable<SeedOutcome> seeds)
    {
        ImmutableArray<SeedOutcome> all = [.. seeds.OrderBy(outcome => outcome.Seed)];
        return new ReproductionRun(reproduction, all, [.. reproduction.Claims.Select(claim => ClaimResult.Of(claim, [.. all.Select(outcome => outcome.Measures)]))]);
    }

    /// <summary>Runs seeds, several at a time. Their order changes no number; how many threads each has may change last bits.</summary>
    /// <param name="reproduction">What to run.</param>
    /// <param name="seeds">The seeds' numbers.</param>
    /// <param name="start">The folder that was prepared for all of them; null where there is none.</param>
    /// <param name="workers">How many at a time.</param>
    /// <param name="clock">Tells how long each took.</param>
    /// <param name="finished">Given each seed that is done, from any thread.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void RunSeeds(
        Reproduction reproduction, IReadOnlyCollection<ulong> seeds, string? start, int workers, TimeProvider clock, Action<SeedOutcome> finished, CancellationToken cancellation) =>
        SideBySide.Run(seeds.Order(), workers, number =>
        {
            var started = clock.GetTimestamp();
            var seed = new SeedContext(number, RandomKey.FromSeed(number).Derive("reproductions").Derive(reproduction.Id), start, cancellation);
            var measures = reproduction.Run(seed);
            finished(new SeedOutcome(number, clock.GetElapsedTime(started).TotalSeconds, measures, seed.Curves, seed.Examples));
        }, cancellation);
}
