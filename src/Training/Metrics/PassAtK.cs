namespace Agentic.Training.Metrics;

/// <summary>Unbiased estimates from n answers to one task, c of them right, of what k fresh answers would do.</summary>
public static class PassAtK
{
    /// <summary>Chance that at least one of k is right: 1 − C(n−c, k)/C(n, k). Chen et al., arXiv 2107.03374, equation 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 ≤ c ≤ n and 1 ≤ k ≤ n.</exception>
    public static double Any(int n, int c, int k)
    {
        Require(n, c, k);
        return 1 - Chance(n, n - c, k);
    }

    /// <summary>Chance that all of k are right, pass^k: C(c, k)/C(n, k). Yao et al., arXiv 2406.12045.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 ≤ c ≤ n and 1 ≤ k ≤ n.</exception>
    public static double All(int n, int c, int k)
    {
        Require(n, c, k);
        return Chance(n, c, k);
    }

    // C(m, k)/C(n, k): a product of k quotients, or of n − m if that is shorter; no factorial overflows.
    private static double Chance(int n, int m, int k)
    {
        if (k > m)
        {
            return 0;
        }

        var chance = 1.0;
        var (count, taken) = k <= n - m ? (k, n - m) : (n - m, k);
        for (var i = 0; i < count; i++)
        {
            chance *= (double)(n - taken - i) / (n - i);
        }

        return chance;
    }

    private static void Require(int n, int c, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(c);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(c, n);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, n);
    }
}
