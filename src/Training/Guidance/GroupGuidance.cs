using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Guidance;

/// <summary>Decides which episodes of a round are helped, and helps groups after a failure: plays them again, or lets rows enter.</summary>
/// <param name="settings">When, and with what.</param>
/// <param name="source">Knows the solutions; null where only policies help.</param>
/// <param name="turns">Answers of a solution at most.</param>
/// <param name="rows">Experts' rows; null where no expert plays.</param>
/// <param name="members">Members of a group.</param>
public sealed class GroupGuidance(GuidanceSettings settings, IOracleSource? source, int turns, ExpertRows? rows = null, int members = 1)
{
    private readonly IGroupRescue? _rescue = settings.What == GuidanceSettings.Correction ? new StepCorrection(source!, settings.Count, settings.MinProgress, turns, settings.Finishes == GuidanceSettings.Oracle) : rows;

    private readonly FittedShares? _fitted = settings.When == GuidanceSettings.Fitted ? new FittedShares(settings, source!, turns) : null;

    /// <summary>Guidance for a kind.</summary>
    /// <param name="settings">When, and with what.</param>
    /// <param name="kind">The world.</param>
    /// <param name="turns">Answers of a solution at most.</param>
    /// <param name="members">Members of a group.</param>
    /// <param name="teachers">Policies that help.</param>
    /// <param name="comprehension">The mean probability that the policy gives to the answers of each episode; null where nobody chooses among teachers.</param>
    /// <exception cref="InvalidOperationException">The world has no oracle for this kind of help.</exception>
    public static GroupGuidance For(
        GuidanceSettings settings, IWorldKind kind, int turns, int members = 1, IReadOnlyList<IAgent>? teachers = null, Func<IReadOnlyList<EpisodeRecord>, Task<double[]>>? comprehension = null)
    {
        var source = kind as IOracleSource;
        var isExpert = settings.What == GuidanceSettings.Expert;
        if (source is null && settings.Who.Contains(GuidanceSettings.Oracle) && !(isExpert && kind.Descriptor.Demonstrates))
        {
            throw new InvalidOperationException(
                $"World '{kind.Descriptor.Name}' has no oracle that knows {settings.What}; {(kind.Descriptor.Demonstrates ? $"it shows what to do as it is played, so take what: {GuidanceSettings.Expert}, or remove guidance" : "remove guidance")}.");
        }

        // Where only a world in play knows what to do, who asks it is a teacher like any other.
        IGuide oracle = source is not null ? new ExpertGuide(source) : new TeacherGuide(new OracleAgent(null));
        List<IGuide> experts = [.. settings.Who.Where(who => who == GuidanceSettings.Oracle).Select(_ => oracle), .. (teachers ?? []).Select(teacher => new TeacherGuide(teacher))];
        var rows = isExpert && experts.Count > 0 ? new ExpertRows(experts, settings.Count, comprehension ?? (records => Task.FromResult(new double[records.Count]))) : null;
        return new GroupGuidance(settings, source, turns, rows, members);
    }

    /// <summary>Plays a round's episodes: first as they are planned, then what comes after.</summary>
    /// <param name="update">The number of the update.</param>
    /// <param name="plans">What to play, in groups one after another.</param>
    /// <param name="play">Plays.</param>
    /// <returns>The episodes in the order of the plans, and what was counted.</returns>
    public async Task<(PlayedEpisode[] Played, IReadOnlyDictionary<string, double> Measures)> PlayAsync(long update, IReadOnlyList<EpisodePlan> plans, Attempts play)
    {
        plans = [.. plans.Select(plan => First(plan, update))];
        var (played, fitted) = _fitted is not null && settings.Left(update) > 0 ? await _fitted.PlayAsync(plans, play) : (await play(plans), null);
        var measures = await RetryAsync(update, plans, played, play);
        return (played, fitted is null ? measures : new SortedDictionary<string, double>(measures.Concat(fitted).ToDictionary(), StringComparer.Ordinal));
    }

    /// <summary>What it remembers; null for nothing.</summary>
    public JsonNode? Save() => _fitted?.Save();

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    public void Restore(JsonNode? saved) => _fitted?.Restore(saved);

    /// <summary>An episode as it is played first.</summary>
    public EpisodePlan First(EpisodePlan plan, long update) =>
        settings.When != GuidanceSettings.Always || settings.Left(update) <= 0 ? plan
        : rows is not null ? plan with { Guide = rows.Of(plan.Member, members) }
        : settings.IsPlayedWith ? plan with { Guide = OracleGuides.Of(settings, source!, 0, settings.Left(update), turns) }
        : plan;

    /// <summary>An episode as a judge plays it who wants to know what the policy does with help: the smallest dose, whole. Only where it is played with help.</summary>
    public EpisodePlan Helped(EpisodePlan plan) => plan with { Guide = OracleGuides.Of(settings, source!, 0, 1, turns) };

    /// <summary>Helps groups of which no member succeeded: plays them again, with more help each time as far as there is more, or lets rows enter.</summary>
    /// <param name="update">The number of the update.</param>
    /// <param name="plans">What was played, in groups one after another.</param>
    /// <param name="played">How it went, in the same order; what is played again takes its place.</param>
    /// <param name="play">Plays further attempts, and gives them in order.</param>
    /// <returns>What was counted, under the names of metrics.</returns>
    public async Task<IReadOnlyDictionary<string, double>> RetryAsync(
        long update, IReadOnlyList<EpisodePlan> plans, PlayedEpisode[] played, Attempts play)
    {
        var groups = Enumerable.Range(0, plans.Count).GroupBy(at => plans[at].Group).Select(group => group.ToArray()).ToList();
        var plain = played.ToArray();
        var failed = groups.Where(group => HasFailed(group, played)).ToList();
        var failedFirst = failed.Count;
        if (_rescue is not null && settings.When == GuidanceSettings.AllWrong && failed.Count > 0 && settings.Left(update) > 0)
        {
            await _rescue.EnterAsync(failed, plans, played, play);
            failed = [.. failed.Where(group => HasFailed(group, played))];
        }

        for (var dose = 0; dose < settings.Doses && settings is { When: GuidanceSettings.AllWrong, IsPlayedWith: true } && failed.Count > 0; dose++)
        {
            if (OracleGuides.Of(settings, source!, dose, settings.Left(update), turns) is not { } guide)
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
