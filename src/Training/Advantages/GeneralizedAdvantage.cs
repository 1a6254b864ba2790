namespace Agentic.Training.Advantages;

/// <summary>Generalised advantage estimation (arXiv 1506.02438) over the tokens that the policy chose.</summary>
public static class GeneralizedAdvantage
{
    /// <summary>δ_t = r_t + γ V_{t+1} − V_t and A_t = δ_t + γ λ A_{t+1}, where t + 1 is the next sampled token of the row.</summary>
    /// <param name="rewards_BT">Reward paid at each token.</param>
    /// <param name="values_BT">The critic's forecast before each token. Masked entries are never read.</param>
    /// <param name="isSampled_BT">True where the policy chose the token: the last one before an observation looks ahead to the first one after it.</param>
    /// <param name="gamma">Discount per sampled token.</param>
    /// <param name="lambda">0: one-step error; 1: return minus forecast.</param>
    /// <returns>Advantages, not whitened, and returns A + V for the critic; both 0 at masked positions.</returns>
    public static (double[,] Advantages_BT, double[,] Returns_BT) Estimate(
        double[,] rewards_BT, double[,] values_BT, bool[,] isSampled_BT, double gamma, double lambda)
    {
        TokenGrid.RequireShape(rewards_BT, isSampled_BT);
        TokenGrid.RequireShape(values_BT, isSampled_BT);
        var advantages_BT = new double[rewards_BT.GetLength(0), rewards_BT.GetLength(1)];
        for (var row = 0; row < advantages_BT.GetLength(0); row++)
        {
            var (nextValue, nextAdvantage) = (0.0, 0.0);
            for (var token = advantages_BT.GetLength(1) - 1; token >= 0; token--)
            {
                if (!isSampled_BT[row, token])
                {
                    continue;
                }

                var error = rewards_BT[row, token] + (gamma * nextValue) - values_BT[row, token];
                nextValue = values_BT[row, token];
                advantages_BT[row, token] = nextAdvantage = error + (gamma * lambda * nextAdvantage);
            }
        }

        return (advantages_BT, TokenGrid.Map(isSampled_BT, (row, token) => advantages_BT[row, token] + values_BT[row, token]));
    }
}
