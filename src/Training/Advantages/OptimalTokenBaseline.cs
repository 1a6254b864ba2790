namespace Agentic.Training.Advantages;

/// <summary>
/// Return to go minus a baseline per position, the siblings' mean weighted by the path's gradient energy so far:
/// W_t = Σ_{u ≤ t} (1 − 2π_u + Σπ²), the squared norm of the softmax score.
/// </summary>
public static class OptimalTokenBaseline
{
    private const double Small = 1e-8;

    /// <param name="rewards_BT">Reward paid at each token.</param>
    /// <param name="groups_B">One group number per response.</param>
    /// <param name="logProbs_BT">log π of each token when it was sampled.</param>
    /// <param name="squaredProbs_BT">Σ π² over the vocabulary at each position.</param>
    /// <param name="isSampled_BT">True where the policy chose the token.</param>
    /// <param name="weights_BT">Importance weights whose square scales the energy, or null.</param>
    /// <param name="zeroTail">Whether the part of the longest response that no sibling reaches keeps its plain return.</param>
    /// <param name="align">Position of each row's k-th sampled token that is compared across siblings: <see cref="ByPosition"/> or <see cref="ByOrder"/>.</param>
    /// <returns>Advantages, 0 at masked positions. A response without siblings has baseline 0.</returns>
    public static double[,] Estimate(
        double[,] rewards_BT,
        int[] groups_B,
        double[,] logProbs_BT,
        double[,] squaredProbs_BT,
        bool[,] isSampled_BT,
        double[,]? weights_BT = null,
        bool zeroTail = true,
        Alignment? align = null)
    {
        TokenGrid.RequireShape(logProbs_BT, isSampled_BT);
        TokenGrid.RequireShape(squaredProbs_BT, isSampled_BT);
        TokenGrid.RequireShape(weights_BT ?? rewards_BT, isSampled_BT);
        var returns_BT = TokenReturns.ToGo(rewards_BT, isSampled_BT);
        var energy_BT = Energy(logProbs_BT, squaredProbs_BT, isSampled_BT, weights_BT);
        var places_BT = (align ?? ByPosition)(isSampled_BT);
        var lengths_B = TokenGrid.Lengths(isSampled_BT);
        var baselines_BT = new double[returns_BT.GetLength(0), returns_BT.GetLength(1)];
        foreach (var rows in GroupIndex.Of(groups_B, returns_BT.GetLength(0)).Members.Where(rows => rows.Length > 1))
        {
            var (weighted_T, weight_T) = (new double[returns_BT.GetLength(1)], new double[returns_BT.GetLength(1)]);
            ForEachSampled(rows, isSampled_BT, (row, token) =>
            {
                weighted_T[places_BT[row, token]] += returns_BT[row, token] * energy_BT[row, token];
                weight_T[places_BT[row, token]] += energy_BT[row, token];
            });
            var byLength = rows.OrderByDescending(row => lengths_B[row]).ToArray();
            var shared = lengths_B[byLength[1]];
            ForEachSampled(rows, isSampled_BT, (row, token) =>
            {
                var place = places_BT[row, token];
                var isTail = zeroTail && row == byLength[0] && place >= shared;
                baselines_BT[row, token] = isTail ? 0 : weighted_T[place] / (weight_T[place] + Small);
            });
        }

        return TokenGrid.Map(isSampled_BT, (row, token) => returns_BT[row, token] - baselines_BT[row, token]);
    }

    /// <summary>Says which place each token takes among its siblings' tokens.</summary>
    public delegate int[,] Alignment(bool[,] isSampled_BT);

    /// <summary>The column: tokens of the world take up places.</summary>
    public static int[,] ByPosition(bool[,] isSampled_BT) => Places(isSampled_BT, countAll: true);

    /// <summary>The count of sampled tokens before it: tokens of the world take up none. For several turns.</summary>
    public static int[,] ByOrder(bool[,] isSampled_BT) => Places(isSampled_BT, countAll: false);

    private static int[,] Places(bool[,] isSampled_BT, bool countAll)
    {
        var places_BT = new int[isSampled_BT.GetLength(0), isSampled_BT.GetLength(1)];
        for (var row = 0; row < places_BT.GetLength(0); row++)
        {
            for (var (token, place) = (0, 0); token < places_BT.GetLength(1); token++)
            {
                places_BT[row, token] = place;
                place += countAll || isSampled_BT[row, token] ? 1 : 0;
            }
        }

        return places_BT;
    }

    private static double[,] Energy(double[,] logProbs_BT, double[,] squaredProbs_BT, bool[,] isSampled_BT, double[,]? weights_BT)
    {
        var energy_BT = new double[isSampled_BT.GetLength(0), isSampled_BT.GetLength(1)];
        for (var row = 0; row < energy_BT.GetLength(0); row++)
        {
            var running = 0.0;
            for (var token = 0; token < energy_BT.GetLength(1); token++)
            {
                if (isSampled_BT[row, token])
                {
                    var weight = weights_BT?[row, token] ?? 1;
                    running += (1 - (2 * Math.Exp(logProbs_BT[row, token])) + squaredProbs_BT[row, token]) * weight * weight;
                }

                energy_BT[row, token] = running;
            }
        }

        return energy_BT;
    }

    private static void ForEachSampled(int[] rows, bool[,] isSampled_BT, Action<int, int> visit)
    {
        foreach (var row in rows)
        {
            for (var token = 0; token < isSampled_BT.GetLength(1); token++)
            {
                if (isSampled_BT[row, token])
                {
                    visit(row, token);
                }
            }
        }
    }
}
