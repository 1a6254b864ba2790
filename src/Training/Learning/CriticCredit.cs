using Agentic.Agents;
using Agentic.Training.Advantages;
using Agentic.Training.Logging;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Learning;

/// <summary>From a critic's forecasts to the advantage of each token, and to what the critic is taught. Pure.</summary>
public static class CriticCredit
{
    /// <summary>The same rows with their tokens' advantages and targets, and the credit with what was made of it.</summary>
    /// <param name="rows">Rows of scored episodes, one or more.</param>
    /// <param name="credit">What their turns were paid.</param>
    /// <param name="scored">The scored episodes.</param>
    /// <param name="settings">How the role learns; has a critic.</param>
    /// <param name="forecasts">The critic's forecast before each learnt token of each row.</param>
    /// <param name="distances">log π_old − log π_ref of each learnt token, for which it pays train.kl.coefficient; null for nothing.</param>
    public static (RowSet Rows, EpisodeCredit Credit) Give(
        RowSet rows, EpisodeCredit credit, IReadOnlyList<ScoredEpisode> scored, TrainSettings settings,
        IReadOnlyDictionary<TrainingRow, float[]> forecasts, IReadOnlyDictionary<TrainingRow, float[]>? distances = null)
    {
        var (critic, rewards_BK) = (settings.Critic!, credit.Rewards_BK!);
        // The rows of an episode in the order of their turns: the chain of tokens runs through all of them.
        (int Episode, TrainingRow[] Rows)[] episodes = [.. rows.Visits.SelectMany(visits => visits).GroupBy(row => row.Episode).OrderBy(group => group.Key)
            .Select(group => (group.Key, group.OrderBy(row => row.Turn).ToArray()))];
        var grid = EpisodeGrid.Of([.. episodes.Select(one => new EpisodeChain(
            Turns(one.Rows, scored[one.Episode]), rewards_BK[one.Episode], [.. one.Rows.SelectMany(row => forecasts[row])],
            distances is null ? null : [.. one.Rows.SelectMany(row => distances[row]).Select(distance => -settings.Kl.Coefficient * distance)]))]);
        var (advantages_BT, returns_BT, isTaught_BT) = TokenAdvantages.Levels[critic.Level](grid, critic.Gamma, settings.TurnDiscount ?? 1, critic.Lambda);
        var given_BT = critic.Whiten && TokenGrid.Lengths(grid.IsSampled_BT).Sum() > 1 ? Whitening.Masked(advantages_BT, grid.IsSampled_BT) : advantages_BT;

        var (learnt, tokens_BT, means_B) = (new Dictionary<TrainingRow, TrainingRow>(ReferenceEqualityComparer.Instance), new double[scored.Count][], new double[scored.Count]);
        for (var at = 0; at < episodes.Length; at++)
        {
            var start = 0;
            foreach (var row in episodes[at].Rows)
            {
                IEnumerable<(int Row, int Token)> places = [.. Enumerable.Range(start, row.LearntTokens).Select(token => (at, token))];
                learnt[row] = row with
                {
                    Advantages = [.. places.Select(place => (float)given_BT[place.Row, place.Token])],
                    Values = new ValueTargets(
                        [.. forecasts[row]], [.. places.Select(place => (float)returns_BT[place.Row, place.Token])], [.. places.Select(place => isTaught_BT[place.Row, place.Token])]),
                };
                start += row.LearntTokens;
            }

            tokens_BT[episodes[at].Episode] = [.. Enumerable.Range(0, start).Select(token => given_BT[at, token])];
            means_B[episodes[at].Episode] = tokens_BT[episodes[at].Episode].DefaultIfEmpty(0).Average();
        }

        var measures = Measures(credit, grid, returns_BT, isTaught_BT);
        if (distances is not null)
        {
            measures[MetricNames.RewardKl] = distances.Values.SelectMany(distances_R => distances_R).Average(distance => (double)distance);
        }

        return (rows.Map(row => learnt[row]), credit with { Advantages_B = means_B, Tokens_BT = tokens_BT, Measures = measures });
    }

    // The turns that the policy answered, with the tokens of each answer.
    private static List<(int Turn, int Tokens)> Turns(TrainingRow[] rows, ScoredEpisode episode)
    {
        var transcript = episode.Record.Transcripts[episode.Role];
        var (answered, isWhole) = (transcript.SampledTurns.ToList(), transcript.Window.LastTurns is null);
        return [.. rows.SelectMany(row => row.Learnt.Select((segment, at) => (isWhole ? answered[at] : row.Turn, row.Segments[segment].Ids.Length))).Where(turn => turn.Length > 0)];
    }

    private static SortedDictionary<string, double> Measures(EpisodeCredit credit, EpisodeGrid grid, double[,] returns_BT, bool[,] isTaught_BT)
    {
        var measures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in credit.Measures)
        {
            measures[name] = value;
        }

        double[] values = [.. TokenGrid.Sampled(grid.Values_BT, isTaught_BT)], returns = [.. TokenGrid.Sampled(returns_BT, isTaught_BT)];
        measures[MetricNames.ValuesMean] = values.DefaultIfEmpty(0).Average();
        measures[MetricNames.ReturnsMean] = returns.DefaultIfEmpty(0).Average();
        if (Spread(returns) is > 0 and var spread)
        {
            measures[MetricNames.ExplainedVariance] = 1 - (Spread([.. returns.Zip(values, (wanted, said) => wanted - said)]) / spread);
        }

        return measures;
    }

    private static double Spread(double[] values)
    {
        var mean = values.DefaultIfEmpty(0).Average();
        return values.Select(value => (value - mean) * (value - mean)).DefaultIfEmpty(0).Average();
    }
}
