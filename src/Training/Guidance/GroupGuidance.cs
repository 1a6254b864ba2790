using Agentic.Agents;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Guidance;

/// <summary>Decides which episodes of a round are helped, and plays again where help comes after a failure.</summary>
/// <param name="settings">When, and with what.</param>
/// <param name="source">Knows the solutions.</param>
/// <param name="turns">Answers of a solution at most.</param>
public sealed class GroupGuidance(GuidanceSettings settings, IOracleSource source, int turns)
{
    /// <summary>Guidance for a kind.</summary>
    /// <exception cref="InvalidOperationException">The world has no oracle.</exception>
    public static GroupGuidance For(GuidanceSettings settings, IWorldKind kind, int turns) => new(settings, kind as IOracleSource ?? throw new InvalidOperationException(
        $"World '{kind.Descriptor.Name}' has no oracle to help with; remove guidance."), turns);

    /// <summary>An episode as it is played first.</summary>
    public EpisodePlan First(EpisodePlan plan, long update) =>
        settings.When == GuidanceSettings.Always ? plan with { Guide = OracleGuides.Of(settings, source, 0, settings.Left(update), turns) } : plan;

    /// <summary>An episode as a judge plays it who wants to know what the policy does with help: the smallest dose, whole.</summary>
    public EpisodePlan Helped(EpisodePlan plan) => plan with { Guide = OracleGuides.Of(settings, source, 0, 1, turns) };

    /// <summary>Plays groups again, with help, of which no member succeeded; with more of it each time, as far as there is more.</summary>
    /// <param name="update">The number of the update.</param>
    /// <param name="plans">What was played, in groups one after another.</param>
    /// <param name="played">How it went, in the same order; what is played again takes its place.</param>
    /// <param name="play">Plays further attempts, and gives them in order.</param>
    /// <returns>What was counted, under the names of metrics.</returns>
    public async Task<IReadOnlyDictionary<string, double>> RetryAsync(
        long update, IReadOnlyList<EpisodePlan> plans, PlayedEpisode[] played, Func<IReadOnlyList<EpisodePlan>, Task<PlayedEpisode[]>> play)
    {
        var groups = Enumerable.Range(0, plans.Count).GroupBy(at => plans[at].Group).Select(group => group.ToArray()).ToList();
        var plain = played.ToArray();
        var failed = groups.Where(group => HasFailed(group, played)).ToList();
        var failedFirst = failed.Count;
        for (var dose = 0; dose < settings.Doses && settings.When == GuidanceSettings.AllWrong && failed.Count > 0; dose++)
        {
            if (OracleGuides.Of(settings, source, dose, settings.Left(update), turns) is not { } guide)
            {
                break;
            }

            var again = failed.SelectMany(group => group).ToArray();
            var results = await play([.. again.Select(at => plans[at] with { Guide = guide, Key = plans[at].Key.Derive("guided").Derive((ulong)dose) })]);
            for (var i = 0; i < again.Length; i++)
            {
                played[again[i]] = results[i];
            }

            failed = [.. failed.Where(group => HasFailed(group, played))];
        }

        return Measures(groups.Count, failedFirst, failed.Count, plain, played);
    }

    private static bool HasFailed(int[] group, PlayedEpisode[] played) => !group.Any(at => played[at].Record.IsSolved);

    private static SortedDictionary<string, double> Measures(int groups, int failedFirst, int failedLast, PlayedEpisode[] plain, PlayedEpisode[] played)
    {
        var measures = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            [MetricNames.GuidedShare] = played.Count(one => one.Record.HadHelp) / (double)played.Length,
            [MetricNames.AllWrongShare] = failedFirst / (double)groups,
            [MetricNames.AllWrongShareLeft] = failedLast / (double)groups,
        };
        Note(MetricNames.SuccessWithoutHelp, plain.Where(one => !one.Record.HadHelp));
        Note(MetricNames.SuccessWithHelp, played.Where(one => one.Record.HadHelp));
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
