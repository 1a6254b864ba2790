using Agentic.Agents;

namespace Agentic.Training.Metrics;

/// <summary>Confidence intervals by drawing the sample again and again (percentile bootstrap, Efron, 1979).</summary>
public static class Bootstrap
{
    /// <summary>Interval of the mean.</summary>
    /// <param name="values">The sample; for runs paired by seed, their differences.</param>
    /// <param name="key">Where the draws come from: the same key gives the same interval.</param>
    /// <param name="level">Two-sided confidence.</param>
    /// <param name="draws">Resamples.</param>
    public static Interval Mean(ReadOnlySpan<double> values, RandomKey key, double level = 0.95, int draws = 10_000) =>
        Of(values, Sample.Mean, key, level, draws);

    /// <summary>Interval of any statistic of one sample.</summary>
    /// <param name="values">The sample, not empty.</param>
    /// <param name="statistic">From a resample to a number.</param>
    /// <param name="key">Where the draws come from.</param>
    /// <param name="level">Two-sided confidence.</param>
    /// <param name="draws">Resamples.</param>
    /// <exception cref="ArgumentException">The sample is empty.</exception>
    public static Interval Of(ReadOnlySpan<double> values, Statistic statistic, RandomKey key, double level = 0.95, int draws = 10_000)
    {
        Interval.RequireLevel(level);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        if (values.IsEmpty)
        {
            throw new ArgumentException("An empty sample cannot be drawn from.", nameof(values));
        }

        var stream = key.Stream();
        var resample = new double[values.Length];
        var found = new double[draws];
        for (var draw = 0; draw < draws; draw++)
        {
            for (var i = 0; i < resample.Length; i++)
            {
                resample[i] = values[stream.NextInt(values.Length)];
            }

            found[draw] = statistic(resample);
        }

        Array.Sort(found);
        return new Interval(Quantile(found, (1 - level) / 2), Quantile(found, (1 + level) / 2));
    }

    /// <summary>
    /// The level at which the percentile interval of a mean covers as often as Student's does at <paramref name="level"/>: resamples of a handful of
    /// numbers vary too little (Hesterberg, 2015, the expanded percentile interval). 0.95 becomes 0.998 for 5 numbers, 0.956 for 100.
    /// </summary>
    /// <param name="level">Two-sided confidence, between 0 and 1.</param>
    /// <param name="count">Numbers in the sample, 2 or more.</param>
    public static double Expanded(double level, int count)
    {
        Interval.RequireLevel(level);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        var t = Distributions.StudentQuantile((1 + level) / 2, count - 1);
        // Two numbers leave a tail too small to be told from none.
        return Math.Min(Math.BitDecrement(1.0), 1 - (2 * Distributions.NormalTail(t * Math.Sqrt(count / (count - 1.0)))));
    }

    /// <summary>A number that describes a sample.</summary>
    public delegate double Statistic(ReadOnlySpan<double> sample);

    // Linear between neighbours, 0 at the first and 1 at the last (type 7 of Hyndman and Fan).
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
