using Agentic.Training.Metrics;

namespace Agentic.Training.Advantages;

/// <summary>
/// Advantages of whole responses against their siblings: one return and one group number per response in, one advantage out.
/// </summary>
/// <remarks>
/// Standard deviations use n − 1 and ε stands outside the root, as in verl. A response without siblings keeps its raw
/// return (baseline 0, as in verl) unless <c>zeroLone</c> is set: then it gets 0, because it has nothing to compare with.
/// </remarks>
public static class GroupAdvantages
{
    /// <summary>(R − mean) / (std + ε) within each group. GRPO, arXiv 2402.03300; TRL uses ε = 1e-4.</summary>
    public static double[] Grpo(ReadOnlySpan<double> returns_B, ReadOnlySpan<int> groups_B, double epsilon = 1e-6, bool zeroLone = false)
    {
        var advantages_B = DrGrpo(returns_B, groups_B, zeroLone);
        foreach (var rows in GroupIndex.Of(groups_B).Members)
        {
            var scale = 1 / (Spread(Pick(returns_B, rows)) + epsilon);
            Array.ForEach(rows, row => advantages_B[row] *= scale);
        }

        return advantages_B;
    }

    /// <summary>R − mean within each group, not divided by the spread. Dr.GRPO, arXiv 2503.20783.</summary>
    public static double[] DrGrpo(ReadOnlySpan<double> returns_B, ReadOnlySpan<int> groups_B, bool zeroLone = false)
    {
        var advantages_B = returns_B.ToArray();
        foreach (var rows in GroupIndex.Of(groups_B, returns_B.Length).Members)
        {
            var baseline = rows.Length > 1 || zeroLone ? Sample.Mean(Pick(returns_B, rows)) : 0;
            Array.ForEach(rows, row => advantages_B[row] -= baseline);
        }

        return advantages_B;
    }

    /// <summary>(R − mean of the group) / (std of all rows + ε). TRL's <c>scale_rewards="batch"</c>.</summary>
    public static double[] BatchScaled(ReadOnlySpan<double> returns_B, ReadOnlySpan<int> groups_B, double epsilon = 1e-4, bool zeroLone = false)
    {
        var advantages_B = DrGrpo(returns_B, groups_B, zeroLone);
        var scale = 1 / (Spread(returns_B) + epsilon);
        return Array.ConvertAll(advantages_B, advantage => advantage * scale);
    }

    /// <summary>R − mean of the others. RLOO, arXiv 2402.14740.</summary>
    public static double[] Rloo(ReadOnlySpan<double> returns_B, ReadOnlySpan<int> groups_B, bool zeroLone = false)
    {
        var advantages_B = DrGrpo(returns_B, groups_B, zeroLone);
        foreach (var rows in GroupIndex.Of(groups_B).Members.Where(rows => rows.Length > 1))
        {
            // R − (Σ − R)/(n − 1) = n/(n − 1) · (R − Σ/n).
            var scale = rows.Length / (rows.Length - 1.0);
            Array.ForEach(rows, row => advantages_B[row] *= scale);
        }

        return advantages_B;
    }

    /// <summary>R − mean weighted by the responses' lengths. OPO, arXiv 2505.23585.</summary>
    /// <param name="returns_B">One return per response.</param>
    /// <param name="groups_B">One group number per response.</param>
    /// <param name="lengths_B">Sampled tokens of each response.</param>
    /// <param name="zeroLone">Whether a response without siblings gets 0.</param>
    public static double[] Opo(ReadOnlySpan<double> returns_B, ReadOnlySpan<int> groups_B, ReadOnlySpan<int> lengths_B, bool zeroLone = false)
    {
        RequireRows(lengths_B.Length, returns_B.Length, nameof(lengths_B));
        var advantages_B = returns_B.ToArray();
        foreach (var rows in GroupIndex.Of(groups_B, returns_B.Length).Members.Where(rows => rows.Length > 1 || zeroLone))
        {
            var (weighted, tokens) = (0.0, 0.0);
            foreach (var row in rows)
            {
                weighted += lengths_B[row] * returns_B[row];
                tokens += lengths_B[row];
            }

            // A group without a single token has no gradient: its baseline does not matter, but must not be NaN.
            var baseline = weighted / Math.Max(tokens, 1);
            Array.ForEach(rows, row => advantages_B[row] -= baseline);
        }

        return advantages_B;
    }

    /// <summary>(R − mean) · rows / rows with a return other than 0. GPG, arXiv 2504.02546.</summary>
    public static double[] Gpg(ReadOnlySpan<double> returns_B, ReadOnlySpan<int> groups_B, bool zeroLone = false)
    {
        var nonZero = returns_B.Length - returns_B.Count(0.0);
        var scale = (double)returns_B.Length / Math.Max(nonZero, 1);
        return Array.ConvertAll(DrGrpo(returns_B, groups_B, zeroLone), advantage => advantage * scale);
    }

    /// <summary>Best minus second best, for the best row of each group (the first of equals); 0 for the others. Pass@k, arXiv 2503.19595.</summary>
    /// <param name="returns_B">One return per response.</param>
    /// <param name="groups_B">One group number per response.</param>
    /// <param name="epsilon">Added to the standard deviation; null leaves the difference undivided.</param>
    public static double[] BestAgainstSecond(ReadOnlySpan<double> returns_B, ReadOnlySpan<int> groups_B, double? epsilon = 1e-6)
    {
        var returns = returns_B.ToArray();
        var advantages_B = new double[returns.Length];
        foreach (var rows in GroupIndex.Of(groups_B, returns.Length).Members.Where(rows => rows.Length > 1))
        {
            var ranked = rows.OrderByDescending(row => returns[row]).ToArray();
            var lead = returns[ranked[0]] - returns[ranked[1]];
            advantages_B[ranked[0]] = epsilon is { } small ? lead / (Spread(Pick(returns, rows)) + small) : lead;
        }

        return advantages_B;
    }

    /// <summary>R − the return of a greedy answer to the same task. ReMax, arXiv 2310.10505.</summary>
    public static double[] Remax(ReadOnlySpan<double> returns_B, ReadOnlySpan<double> baselines_B)
    {
        RequireRows(baselines_B.Length, returns_B.Length, nameof(baselines_B));
        var advantages_B = returns_B.ToArray();
        for (var row = 0; row < advantages_B.Length; row++)
        {
            advantages_B[row] -= baselines_B[row];
        }

        return advantages_B;
    }

    /// <summary>(A − mean) / (std + ε) over all rows. TRL's <c>normalize_advantages</c>.</summary>
    public static double[] Standardised(ReadOnlySpan<double> advantages_B, double epsilon = 1e-4)
    {
        var mean = Sample.Mean(advantages_B);
        var scale = 1 / (Spread(advantages_B) + epsilon);
        return Array.ConvertAll(advantages_B.ToArray(), advantage => (advantage - mean) * scale);
    }

    // One row has no spread to divide by.
    private static double Spread(ReadOnlySpan<double> values) => values.Length > 1 ? Sample.Deviation(values) : 1;

    private static double[] Pick(ReadOnlySpan<double> values, int[] rows)
    {
        var picked = new double[rows.Length];
        for (var index = 0; index < rows.Length; index++)
        {
            picked[index] = values[rows[index]];
        }

        return picked;
    }

    private static void RequireRows(int count, int rows, string name)
    {
        if (count != rows)
        {
            throw new ArgumentException($"{name} must have one entry for each of {rows} rows but has {count}.", name);
        }
    }
}
