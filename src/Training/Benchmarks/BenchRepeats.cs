namespace Agentic.Training.Benchmarks;

/// <summary>How often something is measured: until the time is spent, and a few times at least.</summary>
/// <param name="Seconds">Time for the measurement after its warm-up, which takes up to half as long.</param>
/// <param name="Least">Fewest repeats, 1 or more.</param>
/// <param name="Most">Most repeats.</param>
/// <param name="WarmUps">Fewest measurements before, which do not count; 0 for none at all.</param>
public sealed record BenchRepeats(double Seconds, int Least = 3, int Most = 15, int WarmUps = 1)
{
    /// <summary>A measurement of so many seconds is enough by itself, even the first.</summary>
    public double LongEnough { get; init; } = double.PositiveInfinity;

    /// <summary>The median of what <paramref name="measure"/> gives.</summary>
    public async Task<double> MedianAsync(TimeProvider clock, Func<Task<double>> measure) => Median(await ResultsAsync(clock, measure));

    /// <summary>All that <paramref name="measure"/> gives after the warm-up.</summary>
    public async Task<IReadOnlyList<T>> ResultsAsync<T>(TimeProvider clock, Func<Task<T>> measure)
    {
        var results = new List<T>();
        var (warmUps, warmed, spent) = (0, 0.0, 0.0);
        while (results.Count < Least || (results.Count < Most && spent < Seconds))
        {
            var started = clock.GetTimestamp();
            var result = await measure();
            var took = clock.GetElapsedTime(started).TotalSeconds;
            if (took >= LongEnough)
            {
                return [result];
            }

            if (WarmUps > 0 && (warmUps < WarmUps || warmed < Seconds / 2))
            {
                warmUps++;
                warmed += took;
            }
            else
            {
                results.Add(result);
                spent += took;
            }
        }

        return results;
    }

    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
