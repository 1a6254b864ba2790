namespace Agentic.Training.Metrics;

/// <summary>Confidence interval of a success rate that stays inside 0..1 and is honest for few trials (Wilson, 1927).</summary>
public static class WilsonInterval
{
    /// <summary>The score interval.</summary>
    /// <param name="successes">Trials that succeeded.</param>
    /// <param name="trials">All trials, at least one.</param>
    /// <param name="level">Two-sided confidence, such as 0.95.</param>
    public static Interval Of(int successes, int trials, double level = 0.95)
    {
        var (p, n, z) = Read(successes, trials, level);
        var centre = p + (z * z / (2 * n));
        var reach = z * Math.Sqrt(((p * (1 - p)) + (z * z / (4 * n))) / n);
        var scale = 1 + (z * z / n);
        return new Interval(successes == 0 ? 0 : (centre - reach) / scale, successes == trials ? 1 : (centre + reach) / scale);
    }

    /// <summary>The score interval with continuity correction (Newcombe, 1998, method 4): never too narrow.</summary>
    /// <param name="successes">Trials that succeeded.</param>
    /// <param name="trials">All trials, at least one.</param>
    /// <param name="level">Two-sided confidence, such as 0.95.</param>
    public static Interval Corrected(int successes, int trials, double level = 0.95)
    {
        var (p, n, z) = Read(successes, trials, level);
        var scale = 2 * (n + (z * z));
        var low = (2 * n * p) + (z * z) - 1 - (z * Math.Sqrt((z * z) - 2 - (1 / n) + (4 * p * ((n * (1 - p)) + 1))));
        var high = (2 * n * p) + (z * z) + 1 + (z * Math.Sqrt((z * z) + 2 - (1 / n) + (4 * p * ((n * (1 - p)) - 1))));
        return new Interval(successes == 0 ? 0 : low / scale, successes == trials ? 1 : high / scale);
    }

    private static (double P, double N, double Z) Read(int successes, int trials, double level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        Interval.RequireLevel(level);
        return ((double)successes / trials, trials, Distributions.NormalQuantile((1 + level) / 2));
    }
}
