using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Learning;

namespace Agentic.Cli;

/// <summary>What learning made of an episode's tokens, as a line of <c>learning/episodes.jsonl</c> has it.</summary>
internal static class LearntTokens
{
    /// <summary>By turn the trainer's log-probabilities of its sampled tokens; null where there was nothing to learn from.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="index">Its index among the scored ones.</param>
    /// <param name="trace">What the trainer saw.</param>
    public static JsonArray Json(ScoredEpisode episode, int index, TokenTrace trace)
    {
        var turns = new JsonArray();
        foreach (var _ in episode.Record.Turns)
        {
            turns.Add(null);
        }

        var answered = episode.Record.Transcripts[episode.Role].SampledTurns.ToList();
        foreach (var row in TrainingRow.Of(episode, index))
        {
            if (trace.Of(index, row.Turn) is not { } logProbs)
            {
                continue;
            }

            // A row of a window is one turn's; a row of the whole begins with the first that the policy answered, and has a learnt segment for each.
            var (next, start) = (answered.FindIndex(turn => turn >= row.Turn), 0);
            foreach (var length in row.Learnt.Select(segment => row.Segments[segment].Ids.Length))
            {
                turns[TurnOf(episode, answered[next++])] = new JsonArray([.. logProbs.Skip(start).Take(length).Select(value => (JsonNode?)(float.IsFinite(value) ? value : null))]);
                start += length;
            }
        }

        return turns;
    }

    // Rows count the turns of a role; lines those of the episode.
    private static int TurnOf(ScoredEpisode episode, int roleTurn) =>
        episode.Record.Turns.First(turn => turn.Role == episode.Role && turn.RoleTurn == roleTurn).Index;
}
