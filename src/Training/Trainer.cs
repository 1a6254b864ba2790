using Agentic.Agents;
using Agentic.Training.Guidance;
using Agentic.Training.Learning;
using Agentic.Training.Objectives;
using Agentic.Training.ProcessRewards;
using Agentic.Training.Rollouts;

namespace Agentic.Training;

/// <summary>
/// The loop: choose tasks → collect groups → judge → advantage → objective → update → log, until the updates are done.
/// </summary>
/// <remarks>
/// A round has a part for each role, learnt from one after another; a policy that acts alone has one. Each update is a pure function of
/// its number and the state before it, so that a run that goes on from a checkpoint goes on to the same weights. Episodes are
/// asynchronous; every tensor lives on the session's policy thread.
/// </remarks>
/// <param name="session">Whose policy learns.</param>
/// <param name="observer">Told of each update.</param>
/// <param name="rollouts">Where rounds come from; null for what the scenario asks for.</param>
public sealed class Trainer(PolicySession session, ITrainingObserver observer, IRoundCollector? rollouts = null) : IAsyncDisposable
{
    private readonly RandomKey _key = RandomKey.FromSeed(session.Scenario.Seed).Derive("updates");
    private readonly IRoundCollector _rollouts = rollouts ?? RoundCollectors.For(session);
    private readonly CreditAssignment _credit = new(
        session.Kind, session.Scenario.Limits.MaxTurns, session.Scenario.Guidance is { Enters: GuidanceSettings.Rows, Baseline: GuidanceSettings.OwnMembers });
    private readonly PaidHelp _help = PaidHelp.For(session);
    private Learner? _learner;

    /// <summary>Trains from update <paramref name="first"/> on.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled; the weights are those after the last whole update.</exception>
    public async Task RunAsync(long first, CancellationToken cancellation)
    {
        var started = await StartAsync();
        var learner = await session.Engine.RunAsync(() =>
        {
            session.BeginAt(started.HoldReference(first));
            return started;
        });
        var clock = new TrainingClock(TimeProvider.System, session.Scenario.Train.TimeLimitSeconds);
        for (var update = first; update < session.Scenario.Train.Updates && !clock.IsOver; update++)
        {
            var round = await _rollouts.CollectAsync(update, cancellation);
            clock.Mark("rollout");

            var learnt = new List<LearntPart>();
            foreach (var part in round.Parts)
            {
                var (settings, recipe, key) = (part.Settings, Recipe.Of(part.Settings), KeyOf(update, learnt.Count));
                var (rate, trace) = (settings.LearningRate * recipe.Schedule(update), new TokenTrace(settings.RecordGroups * settings.GroupSize));
                var credit = _credit.Assign(part, recipe, key);
                var pairs = settings.PreferenceBeta is null ? null : PreferencePlan.Of(part.Scored);
                var rows = RowSet.Fold(!settings.Learns ? [] : pairs is null ? Rows(part.Scored, credit, settings.DropUniformGroups) : Rows(part.Scored, pairs));
                var given = RowSet.Fold(settings.Learns && learnt.Count == 0 ? round.Given : []);
                var statistics = new UpdateStatistics();
                if (settings.Critic is not null && rows.Unique.Count > 0)
                {
                    (rows, credit, statistics) = await session.Engine.RunAsync(() => CriticRound.Run(
                        learner, rows, credit, part, CriticUpdate.IsAlone(settings, update), key, (valued, found, values) => Improve(valued, found.Advantages_B, values)));
                }
                else if (rows.Unique.Count + given.Unique.Count > 0)
                {
                    statistics = await session.Engine.RunAsync(() => pairs is null ? Improve(rows, credit.Advantages_B, null)
                        : PreferenceUpdate.Run(learner, rows, pairs, PreferenceLosses.Sigmoid(settings.PreferenceBeta!.Value), settings, rate, key));
                }

                learnt.Add(new LearntPart(part, credit, rows, statistics, rate, trace));

                UpdateStatistics Improve(RowSet episodes, double[] advantages, CriticStatistics? values) => PolicyUpdate.Run(
                    learner, episodes.And(given), advantages, recipe.Objective, settings, session.Scenario.Limits.MaxTokensPerTurn, rate, key, trace, values, _help.Term(part));
            }

            // Also where nothing was learnt: episodes name the updates behind their weights, and a resumed run counts from its checkpoint.
            await WeightsChangedAsync(update + 1);
            clock.Mark("update");

            await observer.UpdatedAsync(new TrainingStep(update + 1, learnt, round.Measures, clock), learner, cancellation);
        }
    }

    /// <summary>Makes the optimiser on the policy thread; once.</summary>
    public async Task<Learner> StartAsync() =>
        _learner ??= await session.Engine.RunAsync(() => new Learner(session.Policy, session.Images, LearnerSettings.Of(session.Scenario.Train) with { Constraint = session.Constraint })
        {
            Critic = Critic.For(session),
        });

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

    private Task<int> WeightsChangedAsync(long updates) => session.Engine.RunAsync(() =>
    {
        session.Engine.WeightsChanged((int)updates);
        return 0;
    });

    // One key an update, as if it had one part; each further part has its own.
    private RandomKey KeyOf(long update, int part) => part == 0 ? _key.Derive((ulong)update) : _key.Derive((ulong)update).Derive("part").Derive((ulong)part);

    private IEnumerable<TrainingRow> Rows(IReadOnlyList<ScoredEpisode> scored, EpisodeCredit credit, bool dropUniform) =>
        Enumerable.Range(0, scored.Count).SelectMany(index => credit.Give(_help.Rows(scored[index], index, credit.IsLearntFrom(index, dropUniform)), scored[index]));

    private IEnumerable<TrainingRow> Rows(IReadOnlyList<ScoredEpisode> scored, IEnumerable<(int Chosen, int Rejected)> pairs) =>
        pairs.SelectMany(pair => new[] { pair.Chosen, pair.Rejected }).Distinct().Order().SelectMany(index => _help.Rows(scored[index], index, isLearntFrom: true));
}
