namespace Agentic.Training.Advantages;

/// <summary>
/// Advantages from a critic's forecasts over the turns of whole episodes. Behind the last token nothing is forecast, also where the engine cut
/// the episode: its limits are part of the task, as in the published trainers.
/// </summary>
public static class TokenAdvantages
{
    /// <summary>From each sampled token to the next one, across turns.</summary>
    public const string Token = "token";

    /// <summary>From turn to turn.</summary>
    public const string Turn = "turn";

    /// <summary>From turn to turn, then from token to token within each.</summary>
    public const string BiLevel = "bi_level";

    /// <summary>Makes advantages, what the critic should have said, and where it is taught; all 0 and false in padding.</summary>
    /// <param name="grid">The episodes.</param>
    /// <param name="gamma">γ per token.</param>
    /// <param name="turnGamma">γ per turn.</param>
    /// <param name="lambda">λ, of both.</param>
    public delegate (double[,] Advantages_BT, double[,] Returns_BT, bool[,] IsTaught_BT) Estimator(EpisodeGrid grid, double gamma, double turnGamma, double lambda);

    /// <summary>The levels by name.</summary>
    public static IReadOnlyDictionary<string, Estimator> Levels { get; } = new SortedDictionary<string, Estimator>(StringComparer.Ordinal)
    {
        [Token] = (grid, gamma, _, lambda) => OfTokens(grid, gamma, lambda),
        [Turn] = (grid, _, turnGamma, lambda) => OfTurns(grid, turnGamma, lambda),
        [BiLevel] = OfBoth,
    };

    /// <summary><see cref="GeneralizedAdvantage"/> over all tokens of an episode.</summary>
    public static (double[,] Advantages_BT, double[,] Returns_BT, bool[,] IsTaught_BT) OfTokens(EpisodeGrid grid, double gamma, double lambda)
    {
        var (advantages_BT, returns_BT) = GeneralizedAdvantage.Estimate(grid.Rewards_BT, grid.Values_BT, grid.IsSampled_BT, gamma, lambda);
        return (advantages_BT, returns_BT, (bool[,])grid.IsSampled_BT.Clone());
    }

    /// <summary>
    /// One forecast a turn, that before its first token: δ_k = r_k + γ V_{k+1} − V_k, A_k = δ_k + γ λ A_{k+1}, given to all tokens of the turn. The
    /// critic is taught at that token alone. The form of VAGEN's episodes whose turns are rows of their own.
    /// </summary>
    public static (double[,] Advantages_BT, double[,] Returns_BT, bool[,] IsTaught_BT) OfTurns(EpisodeGrid grid, double turnGamma, double lambda)
    {
        var turns = Turns(grid);
        var (advantages_BK, returns_BK) = ByTurn(grid, turns, turn => grid.Values_BT[turn.Row, turn.First], turn => turn.Tokens.Sum(token => grid.Rewards_BT[turn.Row, token]), turnGamma, lambda);
        var (advantages_BT, returns_BT, isTaught_BT) = Empty(grid);
        foreach (var turn in turns.SelectMany(row => row))
        {
            foreach (var token in turn.Tokens)
            {
                advantages_BT[turn.Row, token] = advantages_BK[turn.Row, turn.Number];
            }

            (returns_BT[turn.Row, turn.First], isTaught_BT[turn.Row, turn.First]) = (returns_BK[turn.Row, turn.Number], true);
        }

        return (advantages_BT, returns_BT, isTaught_BT);
    }

    /// <summary>
    /// Turns first, by the forecasts before their last tokens; each turn's return A_k + V then stands in the place of the reward at its end, and
    /// tokens are chained within their turn alone (VAGEN, RAGEN). With one turn an episode it is <see cref="OfTokens"/>.
    /// </summary>
    public static (double[,] Advantages_BT, double[,] Returns_BT, bool[,] IsTaught_BT) OfBoth(EpisodeGrid grid, double gamma, double turnGamma, double lambda)
    {
        var turns = Turns(grid);
        var (_, returns_BK) = ByTurn(grid, turns, turn => grid.Values_BT[turn.Row, turn.Last], turn => grid.Rewards_BT[turn.Row, turn.Last], turnGamma, lambda);
        var all = turns.SelectMany(row => row).ToList();
        // Each turn as an episode of its own: nothing is carried over its end.
        var inner = new EpisodeGrid(
            TokenGridOf(all, (turn, token) => token == turn.Last ? returns_BK[turn.Row, turn.Number] : grid.Rewards_BT[turn.Row, token]),
            TokenGridOf(all, (turn, token) => grid.Values_BT[turn.Row, token]),
            TokenGridOf(all, (_, _) => true),
            TokenGridOf(all, (turn, token) => token == turn.Last));
        var (innerAdvantages, innerReturns, _) = OfTokens(inner, gamma, lambda);
        var (advantages_BT, returns_BT, _) = Empty(grid);
        for (var at = 0; at < all.Count; at++)
        {
            for (var place = 0; place < all[at].Tokens.Length; place++)
            {
                var (row, token) = (all[at].Row, all[at].Tokens[place]);
                (advantages_BT[row, token], returns_BT[row, token]) = (innerAdvantages[at, place], innerReturns[at, place]);
            }
        }

        return (advantages_BT, returns_BT, (bool[,])grid.IsSampled_BT.Clone());
    }

    private static (double[,] Advantages_BK, double[,] Returns_BK) ByTurn(
        EpisodeGrid grid, List<TurnPlace>[] turns, Func<TurnPlace, double> value, Func<TurnPlace, double> reward, double gamma, double lambda)
    {
        var most = turns.Select(row => row.Count).DefaultIfEmpty(0).Max();
        var (values_BK, rewards_BK, isTurn_BK) = (new double[turns.Length, most], new double[turns.Length, most], new bool[turns.Length, most]);
        foreach (var turn in turns.SelectMany(row => row))
        {
            (values_BK[turn.Row, turn.Number], rewards_BK[turn.Row, turn.Number], isTurn_BK[turn.Row, turn.Number]) = (value(turn), reward(turn), true);
        }

        return GeneralizedAdvantage.Estimate(rewards_BK, values_BK, isTurn_BK, gamma, lambda);
    }

    private static List<TurnPlace>[] Turns(EpisodeGrid grid)
    {
        var turns = new List<TurnPlace>[grid.IsSampled_BT.GetLength(0)];
        for (var row = 0; row < turns.Length; row++)
        {
            (turns[row], var tokens) = ([], new List<int>());
            for (var token = 0; token < grid.IsSampled_BT.GetLength(1); token++)
            {
                if (!grid.IsSampled_BT[row, token])
                {
                    continue;
                }

                tokens.Add(token);
                if (grid.IsTurnEnd_BT[row, token])
                {
                    turns[row].Add(new TurnPlace(row, turns[row].Count, [.. tokens]));
                    tokens.Clear();
                }
            }

            if (tokens.Count > 0)
            {
                throw new ArgumentException($"Row {row} has {tokens.Count} sampled tokens behind its last turn end; mark the last token of each turn.", nameof(grid));
            }
        }

        return turns;
    }

    private static T[,] TokenGridOf<T>(List<TurnPlace> turns, Func<TurnPlace, int, T> value)
    {
        var grid = new T[turns.Count, turns.Select(turn => turn.Tokens.Length).DefaultIfEmpty(0).Max()];
        for (var at = 0; at < turns.Count; at++)
        {
            for (var place = 0; place < turns[at].Tokens.Length; place++)
            {
                grid[at, place] = value(turns[at], turns[at].Tokens[place]);
            }
        }

        return grid;
    }

    private static (double[,], double[,], bool[,]) Empty(EpisodeGrid grid)
    {
        var (rows, tokens) = (grid.IsSampled_BT.GetLength(0), grid.IsSampled_BT.GetLength(1));
        return (new double[rows, tokens], new double[rows, tokens], new bool[rows, tokens]);
    }

    private sealed record TurnPlace(int Row, int Number, int[] Tokens)
    {
        public int First => Tokens[0];

        public int Last => Tokens[^1];
    }
}
