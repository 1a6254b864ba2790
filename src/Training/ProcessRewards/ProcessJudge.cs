using Agentic.Agents;
using Agentic.Training.Logging;

namespace Agentic.Training.ProcessRewards;

/// <summary>Says of recorded episodes what their turns are worth and what they are paid for it. For one thread at a time.</summary>
/// <param name="oracles">The world's oracles; null for a world without, where only <see cref="TurnWorths.Legal"/> and <see cref="TurnWorths.Learnt"/> can be asked for.</param>
/// <param name="turns">Most turns of an episode.</param>
public sealed class ProcessJudge(IOracleSource? oracles, int turns)
{
    /// <summary>The judge of a kind's episodes.</summary>
    /// <param name="kind">The world.</param>
    /// <param name="turns">Most turns of an episode.</param>
    /// <param name="asked">What will be asked for: names of <see cref="TurnWorths.Names"/>.</param>
    /// <exception cref="InvalidOperationException">It needs an oracle that the world has not.</exception>
    public static ProcessJudge For(IWorldKind kind, int turns, IEnumerable<string> asked) =>
        kind is not IOracleSource && asked.FirstOrDefault(TurnWorths.NeedsOracle) is { } first
            ? throw new InvalidOperationException($"World '{kind.Descriptor.Name}' has no oracle that could tell {first}; take {TurnWorths.Legal} or {TurnWorths.Learnt}, or remove it.")
            : new ProcessJudge(kind as IOracleSource, turns);

    /// <summary>What each turn was worth: [episode][turn of its role].</summary>
    /// <param name="name">One of <see cref="TurnWorths.Names"/>.</param>
    /// <param name="episodes">The episodes.</param>
    public TurnWorth[][] Worths(string name, IReadOnlyList<ScoredEpisode> episodes) => Worths(name, episodes, []);

    /// <summary>What each turn is paid: [episode][turn of its role].</summary>
    /// <param name="settings">What is paid for.</param>
    /// <param name="discount">γ per turn, that of the returns.</param>
    /// <param name="episodes">The episodes.</param>
    /// <returns>The rewards, and what is to be seen of them, under the names of metrics.</returns>
    public (double[][] Rewards_BK, IReadOnlyDictionary<string, double> Measures) Pay(
        ProcessRewardSettings settings, double discount, IReadOnlyList<ScoredEpisode> episodes)
    {
        double[][] rewards_BK = [.. episodes.Select(episode => new double[episode.Record.Turns.Count(turn => turn.Role == episode.Role)])];
        var measures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        // Siblings play one task.
        var ways = new Dictionary<string, OracleWay>(StringComparer.Ordinal);
        foreach (var source in settings.Sources)
        {
            var (form, sum) = (ShapingForms.All[source.Form], 0.0);
            var worths_BK = Worths(source.Of, episodes, ways);
            for (var episode = 0; episode < worths_BK.Length; episode++)
            {
                for (var turn = 0; turn < worths_BK[episode].Length; turn++)
                {
                    var reward = form(worths_BK[episode][turn], turn == worths_BK[episode].Length - 1, discount);
                    rewards_BK[episode][turn] += source.Weight * reward;
                    sum += reward;
                }
            }

            measures[MetricNames.ProcessRewardOf + source.Of] = sum / Math.Max(1, episodes.Count);
        }

        Note(measures, rewards_BK, discount, episodes);
        return (rewards_BK, measures);
    }

    private static void Note(SortedDictionary<string, double> measures, double[][] rewards_BK, double discount, IReadOnlyList<ScoredEpisode> episodes)
    {
        double[] gains_B = [.. episodes.Select((episode, at) => RewardCycles.Gain(
            [.. episode.Record.Turns.Where(turn => turn.Role == episode.Role).Select(turn => turn.State)], rewards_BK[at], discount))];
        measures[MetricNames.ProcessCycleGain] = gains_B.DefaultIfEmpty(0).Max();
        measures[MetricNames.ProcessCycleShare] = gains_B.Count(gain => gain > 0) / (double)Math.Max(1, gains_B.Length);
        foreach (var (name, isWon) in new[] { (MetricNames.ProcessRewardSolved, true), (MetricNames.ProcessRewardUnsolved, false) })
        {
            double[] sums = [.. Enumerable.Range(0, episodes.Count).Where(at => episodes[at].Record.IsWonBy(episodes[at].Role) == isWon).Select(at => rewards_BK[at].Sum())];
            if (sums.Length > 0)
            {
                measures[name] = sums.Average();
            }
        }
    }

    private TurnWorth[][] Worths(string name, IReadOnlyList<ScoredEpisode> episodes, Dictionary<string, OracleWay> ways) =>
        name == TurnWorths.Learnt ? StepScorer.Worths(episodes) : [.. episodes.Select(episode => TurnWorths.Of(name, episode, TurnWorths.NeedsOracle(name) ? WayOf(episode.Record.Task, ways) : null))];

    private OracleWay WayOf(TaskInstance task, Dictionary<string, OracleWay> ways)
    {
        if (!ways.TryGetValue(task.State, out var way))
        {
            ways[task.State] = way = new OracleWay((oracles ?? throw new InvalidOperationException($"World '{task.World}' has no oracle.")).CreateOracle(task), turns);
        }

        return way;
    }
}
