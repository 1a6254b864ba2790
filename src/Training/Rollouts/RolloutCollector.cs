using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Curricula;
using Agentic.Training.Guidance;
using Agentic.Training.Logging;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Rollouts;

/// <summary>Collects groups: several episodes of each task, all in play at once. Where several roles act in them, each role gets a part of the same episodes.</summary>
public sealed class RolloutCollector : IRoundCollector
{
    private const string CurriculumKey = "curriculum";
    private readonly PolicySession _session;
    private readonly TaskSampler _tasks;
    private readonly RandomKey _key;
    private readonly EpisodeServices _services;
    private readonly GroupGuidance? _guidance;
    private readonly Curriculum? _curriculum;
    private readonly ThoughtCorrection? _thoughts;
    private readonly Reattempts? _reattempts;
    private readonly int? _workers;

    /// <summary>Collects in the session's world with its policy.</summary>
    /// <param name="session">Whose policy plays.</param>
    /// <param name="workers">Episodes in play at one moment; null for all of an update. Changes no number.</param>
    public RolloutCollector(PolicySession session, int? workers = null)
    {
        _workers = workers;
        _session = session;
        _tasks = ScenarioEpisodes.Tasks(session.Scenario, session.Kind, Split.Train);
        _key = RandomKey.FromSeed(session.Scenario.Seed).Derive("rollouts");
        _curriculum = session.Scenario.Train.Curriculum is { } curriculum
            ? new Curriculum(curriculum, session.Scenario.World.Difficulty, RandomKey.FromSeed(session.Scenario.Seed).Derive("curriculum")) : null;
        _reattempts = session.Scenario.Guidance is { IsReattempted: true } reattempts ? new Reattempts(reattempts, session.Kind) : null;
        _guidance = session.Scenario.Guidance is { IsReattempted: false } guidance
            ? GroupGuidance.For(guidance, session.Kind, session.Scenario.Limits.MaxTurns, session.Scenario.Train.GroupSize, session.Teachers.Agents, records => AnswerScores.MeansAsync(session, records))
            : null;
        _thoughts = session.Scenario.Guidance is { What: GuidanceSettings.Thought } thought
            ? new ThoughtCorrection(
                thought, (task, key) => ScenarioEpisodes.Plan(session.Scenario, session.Kind, task, 0, 0, 0, key), session.Kind,
                session.Teachers.Agents is [var teacher] ? teacher : new ThoughtfulOracle((IOracleSource)session.Kind, session.Kind, hasTags: !session.Scenario.Grammar), session.Policy.Tokenizer, session.Policy.Renderer, session.Images)
            : null;
        _services = session.Services([.. session.Kind.Descriptor.Roles.Select(session.Actor)]);
    }

    /// <inheritdoc/>
    public async Task<Round> CollectAsync(long update, CancellationToken cancellation)
    {
        _session.Images.Turn();
        var settings = _session.Scenario.Train;
        var first = update * settings.Groups;
        var draws = _curriculum is null ? null : Enumerable.Range(0, settings.Groups).Select(at => _curriculum.Draw(first + at)).ToArray();
        var plans = Enumerable.Range(0, settings.Groups * settings.GroupSize).Select(at => Plan(first + (at / settings.GroupSize), at % settings.GroupSize, draws?[at / settings.GroupSize])).ToArray();
        var attempts = new Dictionary<long, EpisodeRecord>();
        var (played, measures) = _guidance is not null ? await _guidance.PlayAsync(update, plans, FirstAsync)
            : await FirstAsync(plans) is var plain && _reattempts is not null ? await _reattempts.PlayAsync(update, plans, plain, again => PlayAsync(again, cancellation))
            : (plain, null);
        IReadOnlyList<EpisodeRecord> records = [.. played.Select(one => one.Record)];
        IReadOnlyList<EpisodeTimes> times = [.. played.Select(one => one.Times)];
        if (records.All(record => record.End is EpisodeEnd.Faulted))
        {
            throw new InvalidOperationException($"Every episode of update {update} broke; the first: {((EpisodeEnd.Faulted)records[0].End).Fault.Message}");
        }

        var round = new Round([.. _session.Kind.Descriptor.Roles.Select((role, at) => RolePart.Of(role, at, settings.Of(role), records, times))]);
        // First attempts, before any of them was played again with help.
        var counts = _curriculum?.Count(plans.Select((plan, at) => (draws![at / settings.GroupSize], attempts[plan.Index])));
        if (counts is { } counted)
        {
            measures = new Dictionary<string, double>([.. measures ?? new Dictionary<string, double>(), .. _curriculum!.Observe(counted)]);
        }

        if (measures is null)
        {
            return round;
        }

        var given = _thoughts is null ? [] : await _thoughts.RowsAsync(Corrected(records), _key.Derive("thoughts").Derive((ulong)update), cancellation);
        return round with
        {
            Measures = _thoughts is null ? measures : new SortedDictionary<string, double>(measures.Append(new(MetricNames.CorrectedThoughts, given.Count)).ToDictionary(), StringComparer.Ordinal),
            Given = given,
        };

        async Task<PlayedEpisode[]> FirstAsync(IReadOnlyList<EpisodePlan> some)
        {
            var results = await PlayAsync(some, cancellation);
            foreach (var one in results)
            {
                attempts.TryAdd(one.Record.Index, one.Record);
            }

            return results;
        }
    }

    /// <inheritdoc/>
    public JsonNode? Save() => (_curriculum?.Save(), _guidance?.Save(), _thoughts?.Save()) is var (curriculum, shares, thoughts) && curriculum is null && shares is null && thoughts is null ? null
        : new JsonObject { [CurriculumKey] = curriculum, ["shares"] = shares, ["thoughts"] = thoughts };

    /// <inheritdoc/>
    public void Restore(JsonNode? saved)
    {
        _curriculum?.Restore(saved?[CurriculumKey]);
        _guidance?.Restore(saved?["shares"]);
        _thoughts?.Restore(saved?["thoughts"]);
    }

    // Whose thoughts are looked at: everybody's, or those of groups in which nobody succeeded.
    private IEnumerable<EpisodeRecord> Corrected(IReadOnlyList<EpisodeRecord> records) => _session.Scenario.Guidance!.When == GuidanceSettings.Always ? records
        : records.GroupBy(record => record.Group).Where(group => !group.Any(record => record.IsSolved)).SelectMany(group => group);

    private async Task<PlayedEpisode[]> PlayAsync(IReadOnlyList<EpisodePlan> plans, CancellationToken cancellation)
    {
        var places = Enumerable.Range(0, plans.Count).ToDictionary(at => plans[at].Index);
        var (records, times) = (new List<EpisodeRecord>(plans.Count), new EpisodeTimes[plans.Count]);
        await foreach (var record in EpisodePool.RunAsync(
            plans, _services, _workers ?? plans.Count, timed: (record, spent) => times[places[record.Index]] = spent, cancellation: cancellation))
        {
            records.Add(record);
        }

        return [.. records.Select((record, at) => new PlayedEpisode(record, times[at]))];
    }

    private EpisodePlan Plan(long group, int member, CurriculumDraw? draw)
    {
        var index = (group * _session.Scenario.Train.GroupSize) + member;
        return ScenarioEpisodes.Plan(_session.Scenario, _session.Kind, draw is null ? _tasks.Get(group) : _tasks.Get(group, draw.Difficulty), index, group, member, _key.Derive((ulong)index));
    }
}

/// <summary>An episode, and where its time went.</summary>
/// <param name="Record">The episode.</param>
/// <param name="Times">Its times, by turn.</param>
public readonly record struct PlayedEpisode(EpisodeRecord Record, EpisodeTimes Times);
