namespace Agentic.Training.Advantages;

/// <summary>Sums of the rewards still to come, token by token. Rewards at masked positions count for nothing and may be NaN.</summary>
public static class TokenReturns
{
    /// <summary>G_t = Σ_{u ≥ t} r_u; 0 at masked positions.</summary>
    public static double[,] ToGo(double[,] rewards_BT, bool[,] isSampled_BT) => Discounted(rewards_BT, isSampled_BT, gamma: 1);

    /// <summary>G_t = r_t + γ G_{t+1} over the sampled tokens, carried unchanged across tokens of the world; 0 at those.</summary>
    /// <param name="rewards_BT">Reward paid at each token.</param>
    /// <param name="isSampled_BT">True where the policy chose the token.</param>
    /// <param name="gamma">Discount per sampled token.</param>
    public static double[,] Discounted(double[,] rewards_BT, bool[,] isSampled_BT, double gamma)
    {
        TokenGrid.RequireShape(rewards_BT, isSampled_BT);
        var returns_BT = new double[rewards_BT.GetLength(0), rewards_BT.GetLength(1)];
        for (var row = 0; row < returns_BT.GetLength(0); row++)
        {
            var running = 0.0;
            for (var token = returns_BT.GetLength(1) - 1; token >= 0; token--)
            {
                if (isSampled_BT[row, token])
                {
                    returns_BT[row, token] = running = rewards_BT[row, token] + (gamma * running);
                }
            }
        }

        return returns_BT;
    }
}
