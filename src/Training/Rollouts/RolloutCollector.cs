using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Guidance;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Rollouts;

/// <summary>Collects groups: several episodes of each task, all in play at once. Where several roles act in them, each role gets a part of the same episodes.</summary>
public sealed class RolloutCollector : IRoundCollector
{
    private readonly PolicySession _session;
    private readonly TaskSampler _tasks;
    private readonly RandomKey _key;
    private readonly EpisodeServices _services;
    private readonly GroupGuidance? _guidance;
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
        _reattempts = session.Scenario.Guidance is { IsReattempted: true } reattempts ? new Reattempts(reattempts, session.Kind) : null;
        _guidance = session.Scenario.Guidance is { IsReattempted: false } guidance ? GroupGuidance.For(guidance, session.Kind, session.Scenario.Limits.MaxTurns) : null;
        _services = session.Services([.. session.Kind.Descriptor.Roles.Select(session.Actor)]);
    }

    /// <inheritdoc/>
    public async Task<Round> CollectAsync(long update, CancellationToken cancellation)
    {
        _session.Images.Turn();
        var settings = _session.Scenario.Train;
        var first = update * settings.Groups;
        var plans = Enumerable.Range(0, settings.Groups * settings.GroupSize).Select(at => Plan(first + (at / settings.GroupSize), at % settings.GroupSize))
            .Select(plan => _guidance?.First(plan, update) ?? plan).ToArray();
        var played = await PlayAsync(plans, cancellation);
        var measures = (IReadOnlyDictionary<string, double>?)null;
        if (_reattempts is not null)
        {
            (played, measures) = await _reattempts.PlayAsync(update, plans, played, again => PlayAsync(again, cancellation));
        }

        measures ??= _guidance is null ? null : await _guidance.RetryAsync(update, plans, played, again => PlayAsync(again, cancellation));
        IReadOnlyList<EpisodeRecord> records = [.. played.Select(one => one.Record)];
        IReadOnlyList<EpisodeTimes> times = [.. played.Select(one => one.Times)];
        if (records.All(record => record.End is EpisodeEnd.Faulted))
        {
            throw new InvalidOperationException($"Every episode of update {update} broke; the first: {((EpisodeEnd.Faulted)records[0].End).Fault.Message}");
        }

        var round = new Round([.. _session.Kind.Descriptor.Roles.Select((role, at) => RolePart.Of(role, at, settings.Of(role), records, times))]);
        return measures is null ? round : round with { Measures = measures };
    }

    /// <inheritdoc/>
    public JsonNode? Save() => null;

    /// <inheritdoc/>
    public void Restore(JsonNode? saved)
    {
    }

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

    private EpisodePlan Plan(long group, int member)
    {
        var index = (group * _session.Scenario.Train.GroupSize) + member;
        return ScenarioEpisodes.Plan(_session.Scenario, _session.Kind, _tasks.Get(group), index, group, member, _key.Derive((ulong)index));
    }
}

/// <summary>An episode, and where its time went.</summary>
/// <param name="Record">The episode.</param>
/// <param name="Times">Its times, by turn.</param>
public readonly record struct PlayedEpisode(EpisodeRecord Record, EpisodeTimes Times);
