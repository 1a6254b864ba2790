using Agentic.Agents;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training.Rollouts;

/// <summary>Collects groups: several episodes of each task, all in play at once.</summary>
/// <exception cref="NotSupportedException">The scenario holds answers to a grammar, which the trainer does not mask when it recomputes log-probabilities.</exception>
public sealed class RolloutCollector(PolicySession session)
{
    private readonly TaskSampler _tasks = ScenarioEpisodes.Tasks(session.Scenario, session.Kind, Split.Train);
    private readonly RandomKey _key = RandomKey.FromSeed(session.Scenario.Seed).Derive("rollouts");
    private readonly EpisodeServices _services = session.Services(Learnable(session));

    /// <summary>Plays the groups of one update. A pure function of the update's number and the weights.</summary>
    public async Task<List<EpisodeRecord>> CollectAsync(long update, CancellationToken cancellation)
    {
        session.Images.Turn();
        var settings = session.Scenario.Train;
        var first = update * settings.Groups;
        var plans = Enumerable.Range(0, settings.Groups * settings.GroupSize).Select(at => Plan(first + (at / settings.GroupSize), at % settings.GroupSize));
        var records = new List<EpisodeRecord>(settings.Groups * settings.GroupSize);
        await foreach (var record in EpisodePool.RunAsync(
            plans, _services, settings.Groups * settings.GroupSize, cancellation: cancellation))
        {
            records.Add(record);
        }

        return records.All(record => record.End is EpisodeEnd.Faulted)
            ? throw new InvalidOperationException($"Every episode of update {update} broke; the first: {((EpisodeEnd.Faulted)records[0].End).Fault.Message}")
            : records;
    }

    // Under a grammar the stored log-probabilities are of the masked distribution; unmasked ones would differ from them at every token.
    private static PolicyAgent Learnable(PolicySession session) => session.Scenario.Grammar
        ? throw new NotSupportedException("sampling.grammar is true: the trainer cannot learn from constrained answers, because it does not mask the tokens that the grammar refused. Set it to false for training; rollout and eval may keep it.")
        : session.Agent(session.Scenario.Sampling);

    private EpisodePlan Plan(long group, int member)
    {
        var index = (group * session.Scenario.Train.GroupSize) + member;
        return ScenarioEpisodes.Plan(session.Scenario, session.Kind, _tasks.Get(group), index, group, member, _key.Derive((ulong)index));
    }
}
