using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Agentic.Agents;
using Agentic.Training.Metrics;

namespace Agentic.Training.Reproductions;

/// <summary>An experiment after its seeds.</summary>
/// <param name="Reproduction">What was run.</param>
/// <param name="Seeds">The measures of seeds 1, 2, ….</param>
/// <param name="Claims">What they say.</param>
public sealed record ReproductionRun(Reproduction Reproduction, ImmutableArray<IReadOnlyDictionary<string, double>> Seeds, ImmutableArray<ClaimResult> Claims)
{
    /// <summary>Mean of each measure over the seeds in which it is defined, in the order of names.</summary>
    public IEnumerable<(string Name, double Mean)> Means => Seeds[0].Keys.Order(StringComparer.Ordinal)
        .Select(name => (name, Sample.Mean([.. Seeds.Select(seed => seed[name]).Where(double.IsFinite)])));

    /// <summary>Runs seeds 1 to <paramref name="seeds"/>, several at a time. Neither their number at a time nor their order changes a number.</summary>
    /// <param name="reproduction">What to run.</param>
    /// <param name="seeds">How many, 1 or more.</param>
    /// <param name="workers">How many at a time.</param>
    /// <param name="finished">Called with the number of seeds that are done, from any thread; null for nobody.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ReproductionRun Of(Reproduction reproduction, int seeds, int workers, Action<int>? finished, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seeds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        var measures = new IReadOnlyDictionary<string, double>[seeds];
        var done = 0;
        try
        {
            Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, at =>
            {
                measures[at] = reproduction.Run(RandomKey.FromSeed((ulong)at + 1).Derive("reproductions").Derive(reproduction.Id), cancellation);
                finished?.Invoke(Interlocked.Increment(ref done));
            });
        }
        catch (AggregateException failures)
        {
            // What one seed died of says more than that some did.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        return new ReproductionRun(reproduction, [.. measures], [.. reproduction.Claims.Select(claim => ClaimResult.Of(claim, measures))]);
    }
}
