using Agentic.Agents;
using Agentic.Training.Advantages;
using Agentic.Training.Learning;
using Agentic.Training.Objectives;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Guidance;

/// <summary>
/// How help is learnt from: the rows of an episode, and the term that the loss gets. Tokens that were given are never the objective's; where they are
/// paid for, a term of their own has them.
/// </summary>
/// <param name="settings">What is paid, and how; null where nobody helps.</param>
/// <param name="renderer">Rendered the prompts.</param>
/// <param name="weighing">Gives the policy's own tokens what thought and action count for; null where all count alike.</param>
public sealed class PaidHelp(GuidanceSettings? settings, ITurnRenderer renderer, TokenWeighing? weighing = null)
{
    /// <summary>How a session's help is paid.</summary>
    public static PaidHelp For(PolicySession session) => new(
        session.Scenario.Guidance, session.Policy.Renderer,
        session.Scenario.Guidance is { What: GuidanceSettings.Thought } guidance ? new TokenWeighing(new TokenClassWeights(guidance.ThoughtWeight), session.Kind, session.Policy.Tokenizer) : null);

    /// <summary>The rows of an episode.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="index">Its place among the scored ones.</param>
    /// <param name="isLearntFrom">Whether the policy's own tokens are learnt from.</param>
    public IEnumerable<TrainingRow> Rows(ScoredEpisode episode, int index, bool isLearntFrom)
    {
        if (settings is { IsDistilled: true } && episode.Record.HadHelp)
        {
            return episode.Record.IsWonBy(episode.Role) ? UnguidedRows.Of(episode, index, renderer).Select(Said) : [];
        }

        if (!isLearntFrom)
        {
            return settings is { Paid: GuidanceSettings.Imitated } && IsImitated(episode) ? Of(episode, index, origin => origin == SegmentOrigin.Guidance) : [];
        }

        return settings switch
        {
            { CreditedTo: GuidanceSettings.Unguided } => UnguidedRows.Of(episode, index, renderer),
            { Paid: GuidanceSettings.Importance or GuidanceSettings.Shaped } => Of(episode, index, IsSaid),
            { Paid: GuidanceSettings.Imitated, What: not GuidanceSettings.Thought } when IsImitated(episode) => Of(episode, index, IsSaid),
            _ when weighing is not null => TrainingRow.Of(episode, index).Select(row => weighing.Weigh(row, episode.Record.Task)),
            _ => TrainingRow.Of(episode, index),
        };
    }

    /// <summary>The term of an update; null where tokens that were given have no part in it.</summary>
    /// <param name="part">What was collected.</param>
    public GivenTerm? Term(RolePart part) => settings?.Paid switch
    {
        GuidanceSettings.Imitated => new GivenTerm(GivenLosses.Imitated(), settings.Weight, IsShared: false) { WeighsTokens = weighing is not null },
        GuidanceSettings.Importance => new GivenTerm(GivenLosses.MultipleImportance(settings.Exploration), settings.Weight, IsShared: true),
        GuidanceSettings.Shaped => new GivenTerm(GivenLosses.Shaped(), settings.Weight, IsShared: true),
        GuidanceSettings.Calibrated => new GivenTerm(null, settings.Weight, IsShared: false) { Mark = Mark(part) },
        _ => null,
    };

    private ExpertMark Mark(RolePart part) => new(
        [.. part.Scored.SelectMany((episode, index) => Of(episode, index, origin => origin == SegmentOrigin.Guidance))],
        AdvantageBatch.From(part.Scored).Groups_B, [.. part.Scored.Select(episode => episode.Record.IsWonBy(episode.Role))], settings!.Slope);

    // An oracle shows what is right; another policy may be wrong.
    private bool IsImitated(ScoredEpisode episode) => settings!.Who.Contains(GuidanceSettings.Oracle) || episode.Record.IsWonBy(episode.Role);

    private static bool IsSaid(SegmentOrigin origin) => origin is SegmentOrigin.Sampled or SegmentOrigin.Guidance;

    private static IEnumerable<TrainingRow> Of(ScoredEpisode episode, int index, Func<SegmentOrigin, bool> isLearnt) =>
        TrainingRow.Of(episode.Record.Transcripts[episode.Role], index, isLearnt);

    // What the policy said with help is a teacher's where it has none: to be imitated, and no choice of its own.
    private static TrainingRow Said(TrainingRow row) => new(
        [.. row.Segments.Select((segment, at) => row.Learnt.Contains(at) ? segment with { Origin = SegmentOrigin.Guidance, Sampling = null } : segment)], row.Learnt, row.Episode, row.Turn);
}
