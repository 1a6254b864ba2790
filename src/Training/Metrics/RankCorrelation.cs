namespace Agentic.Training.Metrics;

/// <summary>A correlation and how likely one so far from 0 is by chance.</summary>
/// <param name="Statistic">−1 .. 1; NaN when it is not defined (a constant series, fewer than two values, a NaN).</param>
/// <param name="PValue">Two-sided; NaN when it is not defined.</param>
public readonly record struct Correlation(double Statistic, double PValue);

/// <summary>Do two series rank the same things the same way?</summary>
public static class RankCorrelation
{
    private static readonly Correlation Undefined = new(double.NaN, double.NaN);

    /// <summary>Spearman's ρ: Pearson's correlation of average ranks; p from Student's distribution with n − 2 degrees.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Correlation Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Require(x, y);
        if (IsUndefined(x) || IsUndefined(y))
        {
            return Undefined;
        }

        var (a, b) = (AverageRanks(x), AverageRanks(y));
        var (meanA, meanB) = (Sample.Mean(a), Sample.Mean(b));
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }

        var rho = ab / Math.Sqrt(aa * bb);
        var degrees = a.Length - 2.0;
        var t = rho * Math.Sqrt(degrees / ((1 - rho) * (1 + rho)));
        return new Correlation(rho, degrees > 0 ? Distributions.StudentTwoTails(t, degrees) : double.NaN);
    }

    /// <summary>Kendall's τ-b, which corrects for ties.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Correlation KendallB(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Kendall(
        x, y, count => count.Balance / Math.Sqrt(count.Pairs - count.X.Pairs) / Math.Sqrt(count.Pairs - count.Y.Pairs));

    /// <summary>Stuart's τ-c, for series with different numbers of distinct values.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Correlation KendallC(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Kendall(x, y, count =>
    {
        double classes = Math.Min(count.X.Classes, count.Y.Classes);
        return 2 * count.Balance / (count.N * count.N * (classes - 1) / classes);
    });

    private static Correlation Kendall(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Func<PairCount, double> statistic)
    {
        Require(x, y);
        if (IsUndefined(x) || IsUndefined(y))
        {
            return Undefined;
        }

        var count = PairCount.Of(x, y);
        return new Correlation(statistic(count), count.PValue());
    }

    private static double[] AverageRanks(ReadOnlySpan<double> values)
    {
        var order = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort(values.ToArray(), order);
        var ranks = new double[values.Length];
        for (var (start, end) = (0, 0); start < order.Length; start = end)
        {
            while (end < order.Length && values[order[end]] == values[order[start]])
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = (start + end + 1) / 2.0;
            }
        }

        return ranks;
    }

    private static bool IsUndefined(ReadOnlySpan<double> values)
    {
        var isConstant = true;
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                return true;
            }

            isConstant &= value == values[0];
        }

        return isConstant;
    }

    private static void Require(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"Two series of one length are needed, but x has {x.Length} values and y has {y.Length}.", nameof(y));
        }
    }
}
