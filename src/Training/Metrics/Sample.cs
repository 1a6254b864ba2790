namespace Agentic.Training.Metrics;

/// <summary>Mean and spread of a sample, in float64. An empty sample has the mean NaN.</summary>
public static class Sample
{
    /// <summary>The arithmetic mean; of equal values it is that value to the last bit, so that a uniform group has no advantage at all.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        if (values.Length > 0 && values.IndexOfAnyExcept(values[0]) < 0)
        {
            return values[0];
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>Unbiased variance, divided by n − 1; NaN below two values.</summary>
    public static double Variance(ReadOnlySpan<double> values)
    {
        var mean = Mean(values);
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return values.Length < 2 ? double.NaN : sum / (values.Length - 1);
    }

    /// <summary>Square root of the unbiased variance.</summary>
    public static double Deviation(ReadOnlySpan<double> values) => Math.Sqrt(Variance(values));

    /// <summary>Standard error of the mean.</summary>
    public static double StandardError(ReadOnlySpan<double> values) => Math.Sqrt(Variance(values) / values.Length);
}
