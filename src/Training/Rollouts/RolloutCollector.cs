using Agentic.Agents;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training.Rollouts;

/// <summary>Collects groups: several episodes of each task, all in play at once.</summary>
public sealed class RolloutCollector(PolicySession session)
{
    private readonly TaskSampler _tasks = ScenarioEpisodes.Tasks(session.Scenario, session.Kind, Split.Train);
    private readonly RandomKey _key = RandomKey.FromSeed(session.Scenario.Seed).Derive("rollouts");
    private readonly EpisodeServices _services = session.Services(session.Agent(session.Scenario.Sampling));

    /// <summary>Where the time of each episode of the last update went, in their order.</summary>
    public IReadOnlyList<EpisodeTimes> Times { get; private set; } = [];

    /// <summary>Plays the groups of one update. A pure function of the update's number and the weights.</summary>
    public async Task<List<EpisodeRecord>> CollectAsync(long update, CancellationToken cancellation)
    {
        session.Images.Turn();
        var settings = session.Scenario.Train;
        var first = update * settings.Groups;
        var plans = Enumerable.Range(0, settings.Groups * settings.GroupSize).Select(at => Plan(first + (at / settings.GroupSize), at % settings.GroupSize));
        var records = new List<EpisodeRecord>(settings.Groups * settings.GroupSize);
        var times = new EpisodeTimes[settings.Groups * settings.GroupSize];
        await foreach (var record in EpisodePool.RunAsync(
            plans, _services, settings.Groups * settings.GroupSize,
            timed: (record, spent) => times[record.Index - (first * settings.GroupSize)] = spent, cancellation: cancellation))
        {
            records.Add(record);
        }

        Times = times;

        return records.All(record => record.End is EpisodeEnd.Faulted)
            ? throw new InvalidOperationException($"Every episode of update {update} broke; the first: {((EpisodeEnd.Faulted)records[0].End).Fault.Message}")
            : records;
    }

    private EpisodePlan Plan(long group, int member)
    {
        var index = (group * session.Scenario.Train.GroupSize) + member;
        return ScenarioEpisodes.Plan(session.Scenario, session.Kind, _tasks.Get(group), index, group, member, _key.Derive((ulong)index));
    }
}
