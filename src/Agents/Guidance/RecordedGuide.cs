namespace Agentic.Agents;

/// <summary>Gives the words of help that an episode was given, turn by turn. Answers given in the policy's place are in the script, in the tokens of then.</summary>
/// <param name="record">The episode.</param>
internal sealed class RecordedGuide(EpisodeRecord record) : IGuide
{
    /// <inheritdoc/>
    public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation) => ValueTask.FromResult(
        turn.Turn < record.Turns.Length ? new Help(record.Turns[turn.Turn].Observation.Parts.OfType<GuidancePart>().SingleOrDefault()?.Text) : Help.None);
}
