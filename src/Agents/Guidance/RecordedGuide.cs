namespace Agentic.Agents;

/// <summary>Gives the help that an episode was given, turn by turn.</summary>
/// <param name="record">The episode.</param>
internal sealed class RecordedGuide(EpisodeRecord record) : IGuide
{
    /// <inheritdoc/>
    public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation)
    {
        if (turn.Turn >= record.Turns.Length)
        {
            return ValueTask.FromResult(Help.None);
        }

        var was = record.Turns[turn.Turn];
        return ValueTask.FromResult(new Help(was.Observation.Parts.OfType<GuidancePart>().SingleOrDefault()?.Text, record.IsGuided(was) ? was.Text : null));
    }
}
