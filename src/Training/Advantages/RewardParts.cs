namespace Agentic.Training.Advantages;

/// <summary>Several rewards per response made into one number. A part may be NaN: it was not judged for that response.</summary>
public static class RewardParts
{
    /// <summary>Σ weight · part over the parts that were judged; NaN where none was: such a response has no return and must be left out.</summary>
    /// <param name="parts_BP">One number per response and part.</param>
    /// <param name="weights_P">One weight per part.</param>
    /// <exception cref="ArgumentException">The counts of parts differ.</exception>
    public static double[] Weighted(double[,] parts_BP, ReadOnlySpan<double> weights_P)
    {
        if (weights_P.Length != parts_BP.GetLength(1))
        {
            throw new ArgumentException($"weights_P must have one weight for each of {parts_BP.GetLength(1)} parts but has {weights_P.Length}.", nameof(weights_P));
        }

        var sums_B = new double[parts_BP.GetLength(0)];
        for (var row = 0; row < sums_B.Length; row++)
        {
            var judged = 0;
            for (var part = 0; part < weights_P.Length; part++)
            {
                var isJudged = !double.IsNaN(parts_BP[row, part]);
                sums_B[row] += isJudged ? weights_P[part] * parts_BP[row, part] : 0;
                judged += isJudged ? 1 : 0;
            }

            sums_B[row] = judged > 0 ? sums_B[row] : double.NaN;
        }

        return sums_B;
    }

    /// <summary>
    /// (part − mean) / (std + ε) within each group and for each part alone, so that a rare part is not drowned by a loud
    /// one. GDPO, arXiv 2601.05242. Parts that were not judged stay NaN and out of the statistics.
    /// </summary>
    /// <param name="parts_BP">One number per response and part.</param>
    /// <param name="groups_B">One group number per response.</param>
    /// <param name="epsilon">Added to the standard deviation; null leaves the difference undivided.</param>
    /// <param name="zeroLone">Whether a response without siblings gets 0.</param>
    public static double[,] Normalised(double[,] parts_BP, ReadOnlySpan<int> groups_B, double? epsilon = 1e-6, bool zeroLone = false)
    {
        var result_BP = new double[parts_BP.GetLength(0), parts_BP.GetLength(1)];
        var groups = groups_B.ToArray();
        for (var part = 0; part < result_BP.GetLength(1); part++)
        {
            int[] judged = [.. Enumerable.Range(0, result_BP.GetLength(0)).Where(row => !double.IsNaN(parts_BP[row, part]))];
            double[] values = [.. judged.Select(row => parts_BP[row, part])];
            int[] of = [.. judged.Select(row => groups[row])];
            var advantages = epsilon is { } small
                ? GroupAdvantages.Grpo(values, of, small, zeroLone)
                : GroupAdvantages.DrGrpo(values, of, zeroLone);
            for (var row = 0; row < result_BP.GetLength(0); row++)
            {
                result_BP[row, part] = double.NaN;
            }

            for (var index = 0; index < judged.Length; index++)
            {
                result_BP[judged[index], part] = advantages[index];
            }
        }

        return result_BP;
    }
}
