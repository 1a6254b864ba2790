namespace Agentic.Training.Benchmarks;

/// <summary>How often something is measured: until the time is spent, and a few times at least.</summary>
/// <param name="Seconds">Time for the measurement after its warm-up.</param>
/// <param name="Least">Fewest repeats, 1 or more.</param>
/// <param name="Most">Most repeats.</param>
/// <param name="WarmUps">Measurements before, which do not count.</param>
public sealed record BenchRepeats(double Seconds, int Least = 3, int Most = 15, int WarmUps = 1)
{
    /// <summary>The median of what <paramref name="measure"/> gives.</summary>
    public async Task<double> MedianAsync(TimeProvider clock, Func<Task<double>> measure)
    {
        for (var warmUp = 0; warmUp < WarmUps; warmUp++)
        {
            await measure();
        }

        var results = new List<double>();
        for (var started = clock.GetTimestamp(); results.Count < Least || (results.Count < Most && clock.GetElapsedTime(started).TotalSeconds < Seconds);)
        {
            results.Add(await measure());
        }

        results.Sort();
        return results.Count % 2 == 1 ? results[results.Count / 2] : (results[(results.Count / 2) - 1] + results[results.Count / 2]) / 2;
    }
}
