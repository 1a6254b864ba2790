using Agentic.Agents;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Guidance;

/// <summary>
/// Plays each failed attempt once more, with advice that knows how it failed, and keeps what passes beside the attempts of its group
/// (Agent-RLVR, arXiv 2506.11425). The attempts themselves stay as they were, so that passed and failed ones can be set against each other.
/// </summary>
/// <param name="settings">What the advice is; <see cref="GuidanceSettings.Nothing"/> plays again without any.</param>
/// <param name="kind">The world.</param>
public sealed class Reattempts(GuidanceSettings settings, IWorldKind kind)
{
    /// <summary>Plays the failed ones again.</summary>
    /// <param name="update">The number of the update.</param>
    /// <param name="plans">What was played, siblings one after another.</param>
    /// <param name="played">How it went, in the same order.</param>
    /// <param name="play">Plays further attempts, and gives them in order.</param>
    /// <returns>Every group with what passed at its end, and what was counted, under the names of metrics.</returns>
    public async Task<(PlayedEpisode[] All, IReadOnlyDictionary<string, double> Measures)> PlayAsync(
        long update, IReadOnlyList<EpisodePlan> plans, PlayedEpisode[] played, Func<IReadOnlyList<EpisodePlan>, Task<PlayedEpisode[]>> play)
    {
        var failed = Enumerable.Range(0, plans.Count).Where(at => played[at].Record is { IsSolved: false, End: not EpisodeEnd.Faulted }).ToArray();
        var again = failed.Length == 0 || settings.Left(update) <= 0 ? [] : await play([.. failed.Select(at => Again(plans[at], played[at].Record))]);
        var kept = again.Where(one => one.Record.IsSolved).ToLookup(one => one.Record.Group);
        var all = new List<PlayedEpisode>(played.Length + again.Length);
        foreach (var group in played.GroupBy(one => one.Record.Group))
        {
            var members = group.ToList();
            all.AddRange(members);
            all.AddRange(kept[group.Key].Select((one, at) => one with { Record = one.Record with { Member = members.Count + at } }));
        }

        return ([.. all], Measures(played, again, all));
    }

    /// <summary>An episode with the advice that needs no attempt.</summary>
    public EpisodePlan Advised(EpisodePlan plan) => plan with { Guide = Guide([]) };

    private EpisodePlan Again(EpisodePlan plan, EpisodeRecord attempt) =>
        plan with { Guide = Guide([.. attempt.Turns.Select(turn => turn.Text)]), Key = plan.Key.Derive("again") };

    private AdviceGuide? Guide(IReadOnlyList<string> said) => settings.What == GuidanceSettings.Nothing ? null
        : new AdviceGuide(kind as IAdviser ?? throw new InvalidOperationException($"World '{kind.Descriptor.Name}' gives no advice; take another guidance.what."), settings.Parts, said);

    private static SortedDictionary<string, double> Measures(PlayedEpisode[] played, PlayedEpisode[] again, List<PlayedEpisode> all)
    {
        var measures = new SortedDictionary<string, double>(StringComparer.Ordinal) { [MetricNames.GuidedShare] = all.Count(one => one.Record.HadHelp) / (double)all.Count };
        Note(MetricNames.SuccessWithoutHelp, played);
        Note(MetricNames.ReattemptSuccess, again);
        return measures;

        void Note(string name, IEnumerable<PlayedEpisode> some)
        {
            var scored = some.Where(one => one.Record.End is not EpisodeEnd.Faulted).ToList();
            if (scored.Count > 0)
            {
                measures[name] = scored.Count(one => one.Record.IsSolved) / (double)scored.Count;
            }
        }
    }
}
