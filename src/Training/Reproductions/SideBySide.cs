using System.Runtime.ExceptionServices;
using Agentic.VisionPolicy;

namespace Agentic.Training.Reproductions;

/// <summary>Runs pieces of work that take about as long as each other, several at a time, sharing the cores.</summary>
internal static class SideBySide
{
    /// <summary>
    /// Runs all of it. Their order changes no number. The last ones, when they are fewer than workers, share all cores: with more threads a product may be
    /// summed in another order, and what follows from its last bits differs.
    /// </summary>
    /// <param name="items">What to work on, in order.</param>
    /// <param name="workers">How many at a time.</param>
    /// <param name="work">Called once for each, from any thread.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Run<T>(IEnumerable<T> items, int workers, Action<T> work, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        try
        {
            foreach (var together in items.Chunk(workers))
            {
                TorchRuntime.Teams = together.Length;
                Parallel.ForEach(together, new ParallelOptions { MaxDegreeOfParallelism = together.Length, CancellationToken = cancellation }, work);
            }
        }
        catch (AggregateException failures)
        {
            // What one of them died of says more than that some did.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
        finally
        {
            TorchRuntime.Teams = 1;
        }
    }
}
