namespace Agentic.Training.Advantages;

/// <summary>REINFORCE++ (arXiv 2501.03262): advantages normalised over the tokens of the whole batch instead of within groups.</summary>
public static class ReinforcePlusPlus
{
    /// <summary>Whitened returns to go.</summary>
    /// <param name="rewards_BT">Reward paid at each token, penalties for divergence included.</param>
    /// <param name="isSampled_BT">True where the policy chose the token.</param>
    /// <param name="gamma">Discount per sampled token.</param>
    public static double[,] Token(double[,] rewards_BT, bool[,] isSampled_BT, double gamma = 1) =>
        Whitening.Masked(TokenReturns.Discounted(rewards_BT, isSampled_BT, gamma), isSampled_BT);

    /// <summary>R − mean of the group, given to every sampled token, then whitened over the batch: long responses weigh more.</summary>
    /// <param name="returns_B">One return per response.</param>
    /// <param name="groups_B">One group number per response.</param>
    /// <param name="isSampled_BT">True where the policy chose the token.</param>
    /// <param name="zeroLone">Whether a response without siblings gets 0 before whitening.</param>
    public static double[,] Baseline(ReadOnlySpan<double> returns_B, ReadOnlySpan<int> groups_B, bool[,] isSampled_BT, bool zeroLone = false) =>
        Whitening.Masked(TokenGrid.Broadcast(GroupAdvantages.DrGrpo(returns_B, groups_B, zeroLone), isSampled_BT), isSampled_BT);

    /// <summary>
    /// The same where a response's tokens all have one value: (x − mean) / √(var + ε) over the tokens of the batch, one number a response.
    /// On returns it is <see cref="Token"/> without discount, on group differences <see cref="Baseline"/>.
    /// </summary>
    /// <param name="values_B">One value per response.</param>
    /// <param name="lengths_B">Its sampled tokens.</param>
    /// <param name="epsilon">Added to the unbiased variance, inside the root.</param>
    public static double[] Episode(IReadOnlyList<double> values_B, IReadOnlyList<int> lengths_B, double epsilon = 1e-8)
    {
        var tokens = lengths_B.Sum(length => (long)length);
        var mean = values_B.Zip(lengths_B, (value, length) => value * length).Sum() / Math.Max(1, tokens);
        var variance = values_B.Zip(lengths_B, (value, length) => (value - mean) * (value - mean) * length).Sum() / Math.Max(1, tokens - 1);
        return [.. values_B.Select(value => (value - mean) / Math.Sqrt(variance + epsilon))];
    }
}
