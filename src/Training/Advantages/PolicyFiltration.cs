namespace Agentic.Training.Advantages;

/// <summary>Weights by which a batch is drawn anew, with replacement, before it is learnt from: PF-PPO, arXiv 2409.06957. Axis: B episodes.</summary>
/// <remarks>A reward model is surest at both ends of its range; the middle is where it errs.</remarks>
public static class PolicyFiltration
{
    /// <summary>|R|^power: the further from 0 a return is, the more often it is drawn.</summary>
    /// <param name="returns_B">One return per episode.</param>
    /// <param name="power">How much it matters; 0 draws all alike.</param>
    public static double[] Power(ReadOnlySpan<double> returns_B, double power) => Map(returns_B, value => Math.Pow(Math.Abs(value), power));

    /// <summary>1 for the best and the worst returns, 0 for all between.</summary>
    /// <param name="returns_B">One return per episode.</param>
    public static double[] Extremes(ReadOnlySpan<double> returns_B)
    {
        var (low, high) = Ends(returns_B);
        return Map(returns_B, value => value == low || value == high ? 1 : 0);
    }

    /// <summary>0.4 for the best returns, 0.1 for all others.</summary>
    /// <param name="returns_B">One return per episode.</param>
    public static double[] Best(ReadOnlySpan<double> returns_B)
    {
        var (_, high) = Ends(returns_B);
        return Map(returns_B, value => value == high ? 0.4 : 0.1);
    }

    private static (double Low, double High) Ends(ReadOnlySpan<double> returns_B)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in returns_B)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return (low, high);
    }

    private static double[] Map(ReadOnlySpan<double> returns_B, Func<double, double> weight)
    {
        var weights_B = new double[returns_B.Length];
        for (var row = 0; row < weights_B.Length; row++)
        {
            weights_B[row] = weight(returns_B[row]);
        }

        return weights_B;
    }
}
