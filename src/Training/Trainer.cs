using Agentic.Agents;
using Agentic.Training.Advantages;
using Agentic.Training.Evaluation;
using Agentic.Training.Learning;
using Agentic.Training.Objectives;
using Agentic.Training.Rollouts;

namespace Agentic.Training;

/// <summary>
/// The loop: choose tasks → collect groups → judge → advantage → objective → update → log, until the updates are done.
/// </summary>
/// <remarks>
/// Each update is a pure function of its number and the state before it, so that a run that goes on from a checkpoint goes on to
/// the same weights. Episodes are asynchronous; every tensor lives on the session's policy thread.
/// </remarks>
public sealed class Trainer(PolicySession session, ITrainingObserver observer) : IAsyncDisposable
{
    private readonly RolloutCollector _rollouts = new(session);
    private readonly Recipe _recipe = Recipe.Of(session.Scenario.Train);
    private readonly RandomKey _key = RandomKey.FromSeed(session.Scenario.Seed).Derive("updates");
    private Learner? _learner;

    /// <summary>Trains from update <paramref name="first"/> on.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled; the weights are those after the last whole update.</exception>
    public async Task RunAsync(long first, CancellationToken cancellation)
    {
        var settings = session.Scenario.Train;
        var started = await StartAsync();
        var learner = await session.Engine.RunAsync(() => started.HoldReference(first));
        var clock = new TrainingClock(TimeProvider.System, settings.TimeLimitSeconds);
        for (var update = first; update < settings.Updates && !clock.IsOver; update++)
        {
            var episodes = await _rollouts.CollectAsync(update, cancellation);
            clock.Mark("rollout");

            var scored = Scored(episodes);
            var advantages = _recipe.Advantage(AdvantageBatch.From(scored));
            var rows = RowSet.Fold(Rows(scored, advantages, settings.DropUniformGroups));

            var (number, trace) = (update, new TokenTrace(settings.RecordGroups * settings.GroupSize));
            var statistics = await session.Engine.RunAsync(() =>
            {
                var result = rows.Unique.Count == 0 ? new UpdateStatistics() : PolicyUpdate.Run(
                    learner, rows, advantages, _recipe.Objective, settings, session.Scenario.Limits.MaxTokensPerTurn,
                    settings.LearningRate * _recipe.Schedule(number), _key.Derive((ulong)number), trace);
                // Also where nothing was learnt: episodes name the updates behind their weights, and a resumed run counts from its checkpoint.
                session.Engine.WeightsChanged((int)number + 1);
                return result;
            });
            clock.Mark("update");

            await observer.UpdatedAsync(new TrainingStep(update + 1, episodes, scored, rows, statistics, settings.LearningRate * _recipe.Schedule(number), clock)
            {
                Advantages = advantages, Trace = trace, Times = _rollouts.Times,
            }, learner, cancellation);
        }
    }

    /// <summary>Makes the optimiser on the policy thread; once.</summary>
    public async Task<Learner> StartAsync() =>
        _learner ??= await session.Engine.RunAsync(() => new Learner(session.Policy, session.Images, LearnerSettings.Of(session.Scenario.Train) with { Constraint = session.Constraint }));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_learner is { } learner && !session.Engine.HasEnded)
        {
            await session.Engine.RunAsync(() =>
            {
                learner.Dispose();
                return 0;
            });
        }
    }

    private static List<ScoredEpisode> Scored(List<EpisodeRecord> episodes)
    {
        var scored = new List<ScoredEpisode>(episodes.Count);
        foreach (var episode in episodes)
        {
            if (ScoredEpisode.TryFrom(episode, out var one))
            {
                scored.Add(one);
            }
        }

        return scored;
    }

    private static IEnumerable<TrainingRow> Rows(List<ScoredEpisode> scored, double[] advantages, bool dropUniform) =>
        Enumerable.Range(0, scored.Count).Where(index => !dropUniform || advantages[index] != 0).SelectMany(index => TrainingRow.Of(scored[index], index));
}
