using Agentic.Agents;

namespace Agentic.Training.Advantages;

/// <summary>What turn-level advantages are made from. Axes: B episodes, K the role's turns, ragged.</summary>
public sealed class TurnBatch
{
    private TurnBatch(AdvantageBatch episodes, double[][] rewards_BK, StateKey[][] states_BK, bool[][] isChosen_BK) =>
        (Episodes, Rewards_BK, States_BK, IsChosen_BK) = (episodes, rewards_BK, states_BK, isChosen_BK);

    /// <summary>The same episodes as wholes: returns of the task alone.</summary>
    public AdvantageBatch Episodes { get; }

    /// <summary>What each turn was paid; what an episode earned at its end counts for its last turn.</summary>
    public double[][] Rewards_BK { get; }

    /// <summary>The state before each turn.</summary>
    public StateKey[][] States_BK { get; }

    /// <summary>Whether the policy answered; false where help did in its place.</summary>
    public bool[][] IsChosen_BK { get; }

    /// <summary>Reads the turns off the episodes, in their order.</summary>
    /// <param name="episodes">The episodes.</param>
    /// <param name="process_BK">What turns are paid beside the task's own reward, an entry for each turn of the role; null for nothing.</param>
    /// <param name="similarity">How alike the texts of two states must be to count as one (<see cref="SimilarStates"/>); 1 for the same states alone.</param>
    /// <exception cref="ArgumentException">A return is not finite, or the counts differ.</exception>
    public static TurnBatch From(IReadOnlyList<ScoredEpisode> episodes, IReadOnlyList<double[]>? process_BK = null, double similarity = 1)
    {
        var turns_BK = episodes.Select(episode => episode.Record.Turns.Where(turn => turn.Role == episode.Role).ToArray()).ToArray();
        var wholes = AdvantageBatch.From(episodes);
        return new TurnBatch(
            wholes,
            [.. episodes.Select((episode, at) => Rewards(episode, turns_BK[at], process_BK?[at]))],
            similarity < 1 ? SimilarStates.Of(episodes, wholes.Groups_B, turns_BK, similarity) : [.. turns_BK.Select(turns => turns.Select(turn => turn.State).ToArray())],
            [.. episodes.Select((episode, at) => turns_BK[at].Select(turn => episode.Record.Transcripts[episode.Role].ReplyOrigin(turn.RoleTurn) == SegmentOrigin.Sampled).ToArray())]);
    }

    private static double[] Rewards(ScoredEpisode episode, TurnRecord[] turns_K, double[]? process_K)
    {
        if (process_K is not null && process_K.Length != turns_K.Length)
        {
            throw new ArgumentException(
                $"process_BK must have one entry for each of {turns_K.Length} turns of episode {episode.Record.Index} but has {process_K.Length}.", nameof(process_K));
        }

        double[] rewards_K = [.. turns_K.Select((turn, at) => turn.Score + (process_K?[at] ?? 0))];
        if (rewards_K.Length > 0)
        {
            rewards_K[^1] += episode.Record.Weights.Score(episode.Record.FinalRewards[episode.Role]);
        }

        return rewards_K;
    }
}
