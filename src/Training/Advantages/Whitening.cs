namespace Agentic.Training.Advantages;

/// <summary>Mean 0 and variance 1 over the sampled tokens of a whole batch, never of a micro-batch.</summary>
public static class Whitening
{
    /// <summary>(x − mean) / √(var + ε), with the unbiased variance, over the entries where the mask holds; 0 elsewhere.</summary>
    /// <param name="values_BT">Any number, NaN included, may stand in a masked entry.</param>
    /// <param name="isSampled_BT">True where the policy chose the token.</param>
    /// <param name="epsilon">Added to the variance, inside the root.</param>
    /// <exception cref="ArgumentException">The shapes differ, or fewer than two tokens are left to take a variance of.</exception>
    public static double[,] Masked(double[,] values_BT, bool[,] isSampled_BT, double epsilon = 1e-8)
    {
        TokenGrid.RequireShape(values_BT, isSampled_BT);
        var sampled = TokenGrid.Sampled(values_BT, isSampled_BT).ToArray();
        if (sampled.Length < 2)
        {
            throw new ArgumentException($"Whitening needs at least 2 sampled tokens but the batch has {sampled.Length}.", nameof(isSampled_BT));
        }

        var mean = sampled.Average();
        var variance = sampled.Sum(value => (value - mean) * (value - mean)) / (sampled.Length - 1);
        var scale = 1 / Math.Sqrt(variance + epsilon);
        return TokenGrid.Map(isSampled_BT, (row, token) => (values_BT[row, token] - mean) * scale);
    }
}
