using Agentic.Agents;
using Agentic.Training.Learning;

namespace Agentic.Training.Guidance;

/// <summary>Rows of an episode that was helped, as if it had not been: the policy's tokens behind the prompts that there would have been without the help.</summary>
/// <remarks>Prompts are rendered anew, so that nothing of the help is left in them. Ratios must start from the policy's present log-probabilities there.</remarks>
public static class UnguidedRows
{
    /// <param name="episode">The episode.</param>
    /// <param name="index">Its place among the scored ones.</param>
    /// <param name="renderer">Rendered its prompts.</param>
    public static IEnumerable<TrainingRow> Of(ScoredEpisode episode, int index, ITurnRenderer renderer)
    {
        var record = episode.Record;
        if (!record.HadHelp)
        {
            return TrainingRow.Of(episode, index);
        }

        var was = record.Transcripts[episode.Role];
        var plain = new Transcript(was.Window);
        plain.Begin([.. was.Segments.Take(was.Preamble)]);
        foreach (var turn in record.Turns.Where(turn => turn.Role == episode.Role))
        {
            plain.Observe(renderer.Observe(turn.Observation.WithoutHelp(), plain.LastReply));
            plain.Reply(was.Segments[was.Turns[turn.RoleTurn].Reply!.Value]);
        }

        return TrainingRow.Of(plain, index).Select(row => row with { IsRelabelled = true });
    }
}
