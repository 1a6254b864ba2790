namespace Agentic.Training.Metrics;

/// <summary>Pairs of observations that two series order alike or not; the counts behind Kendall's τ.</summary>
/// <param name="N">Observations.</param>
/// <param name="Balance">Pairs in agreement minus pairs in disagreement.</param>
/// <param name="Discordant">Pairs in disagreement.</param>
/// <param name="X">Ties of the first series.</param>
/// <param name="Y">Ties of the second series.</param>
internal sealed record PairCount(double N, double Balance, long Discordant, Ties X, Ties Y)
{
    // Up to here the exact distribution is cheap; beyond it the normal one is close.
    private const int MostForExact = 33;

    /// <summary>All pairs.</summary>
    public double Pairs => N * (N - 1) / 2;

    public static PairCount Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (balance, discordant) = (0L, 0L);
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var sign = x[i].CompareTo(x[j]) * y[i].CompareTo(y[j]);
                balance += sign;
                discordant += sign < 0 ? 1 : 0;
            }
        }

        return new PairCount(x.Length, balance, discordant, Ties.Of(x), Ties.Of(y));
    }

    /// <summary>Two-sided: exact without ties and for few observations, else by the normal distribution (Kendall, 1970).</summary>
    public double PValue()
    {
        var fewer = Math.Min(Discordant, Pairs - Discordant);
        if (X.Pairs == 0 && Y.Pairs == 0 && (N <= MostForExact || fewer <= 1))
        {
            return Exact((int)N, (int)fewer);
        }

        var m = N * (N - 1);
        var variance = (((m * ((2 * N) + 5)) - X.Fifth - Y.Fifth) / 18) + (2 * X.Pairs * Y.Pairs / m) + (X.Triples * Y.Triples / (9 * m * (N - 2)));
        return 2 * Distributions.NormalTail(Math.Abs(Balance) / Math.Sqrt(variance));
    }

    // Share of the n! orders with at most that many inversions, doubled. Adding the j-th element adds 0 .. j − 1 inversions.
    private static double Exact(int n, int inversions)
    {
        if (4L * inversions == (long)n * (n - 1))
        {
            return 1;
        }

        var share = new double[inversions + 1];
        share[0] = 1;
        for (var j = 2; j <= n; j++)
        {
            var next = new double[inversions + 1];
            for (var (i, window) = (0, 0.0); i <= inversions; i++)
            {
                window += share[i] - (i >= j ? share[i - j] : 0);
                next[i] = window / j;
            }

            share = next;
        }

        return Math.Clamp(2 * share.Sum(), 0, 1);
    }
}

/// <summary>How often values repeat within one series: sums over the t equal values of each run.</summary>
/// <param name="Pairs">Σ t(t − 1)/2.</param>
/// <param name="Triples">Σ t(t − 1)(t − 2).</param>
/// <param name="Fifth">Σ t(t − 1)(2t + 5).</param>
/// <param name="Classes">Distinct values.</param>
internal readonly record struct Ties(double Pairs, double Triples, double Fifth, int Classes)
{
    public static Ties Of(ReadOnlySpan<double> values)
    {
        var ties = default(Ties);

        // Adding 0 makes −0 and 0 one value, as comparison does.
        foreach (var run in values.ToArray().GroupBy(value => value + 0.0))
        {
            double t = run.Count();
            ties = new Ties(ties.Pairs + (t * (t - 1) / 2), ties.Triples + (t * (t - 1) * (t - 2)), ties.Fifth + (t * (t - 1) * ((2 * t) + 5)), ties.Classes + 1);
        }

        return ties;
    }
}
