namespace Agentic.Training.Advantages;

/// <summary>
/// What a critic's advantages are made from: a row for each episode with all that the policy sampled in it, turn after turn, whichever rows of
/// the model it stood in. Axes: B episodes, T sampled tokens, padded on the right.
/// </summary>
/// <param name="Rewards_BT">Reward paid at each token.</param>
/// <param name="Values_BT">The critic's forecast before each token.</param>
/// <param name="IsSampled_BT">False in padding.</param>
/// <param name="IsTurnEnd_BT">True at the last token of each turn. Said, not guessed from rewards: a turn may be paid nothing.</param>
public sealed record EpisodeGrid(double[,] Rewards_BT, double[,] Values_BT, bool[,] IsSampled_BT, bool[,] IsTurnEnd_BT)
{
    /// <summary>Lays out episodes.</summary>
    /// <param name="episodes">One row each.</param>
    public static EpisodeGrid Of(IReadOnlyList<EpisodeChain> episodes)
    {
        var (rows, longest) = (episodes.Count, episodes.Select(episode => episode.Values_T.Length).DefaultIfEmpty(0).Max());
        var grid = new EpisodeGrid(new double[rows, longest], new double[rows, longest], new bool[rows, longest], new bool[rows, longest]);
        for (var row = 0; row < rows; row++)
        {
            var episode = episodes[row];
            for (var token = 0; token < episode.Values_T.Length; token++)
            {
                grid.Values_BT[row, token] = episode.Values_T[token];
                grid.Rewards_BT[row, token] = episode.Paid_T is { } paid_T ? paid_T[token] : 0;
                grid.IsSampled_BT[row, token] = true;
            }

            var end = 0;
            for (var at = 0; at < episode.Turns.Count; at++)
            {
                end += episode.Turns[at].Tokens;
                grid.IsTurnEnd_BT[row, end - 1] = true;
                // What is paid while others answer is earned by what the policy said last; what comes before its first word, by nobody.
                var until = at + 1 < episode.Turns.Count ? episode.Turns[at + 1].Turn : episode.Rewards_K.Length;
                for (var turn = episode.Turns[at].Turn; turn < until; turn++)
                {
                    grid.Rewards_BT[row, end - 1] += episode.Rewards_K[turn];
                }
            }
        }

        return grid;
    }
}

/// <summary>One episode's sampled tokens in order.</summary>
/// <param name="Turns">The turns that the policy answered, in order, with the tokens of each answer, 1 or more.</param>
/// <param name="Rewards_K">What each turn of the role was paid, answered by the policy or not; what was earned at the end counts for the last.</param>
/// <param name="Values_T">The forecast before each token.</param>
/// <param name="Paid_T">What single tokens are paid beside; null for nothing.</param>
public sealed record EpisodeChain(IReadOnlyList<(int Turn, int Tokens)> Turns, double[] Rewards_K, float[] Values_T, double[]? Paid_T = null);
