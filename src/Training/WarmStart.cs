using Agentic.Agents;
using Agentic.Training.Evaluation;
using Agentic.Training.Guidance;
using Agentic.Training.Learning;
using Agentic.Training.Objectives;
using Agentic.Training.Optimization;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training;

/// <summary>Supervised warm start: the policy imitates oracle episodes. Loss falls only on what the oracle said.</summary>
public static class WarmStart
{
    // Episodes that are played before their rows are mixed and dealt.
    private const int EpisodesAtOnce = 256;

    /// <summary>Takes the scenario's warm-start steps.</summary>
    /// <param name="session">Whose policy imitates.</param>
    /// <param name="settings">How.</param>
    /// <param name="looked">Told how far it is every <see cref="WarmStartSettings.CheckEvery"/> steps, with success where that ends it; null for nobody.</param>
    /// <param name="cancellation">Stops it between two steps.</param>
    /// <exception cref="InvalidOperationException">The world has no oracle, or none of its episodes could be played.</exception>
    public static async Task<WarmStartResult> RunAsync(
        PolicySession session, WarmStartSettings settings, Action<WarmStartResult>? looked = null, CancellationToken cancellation = default)
    {
        if (session.Kinds.FirstOrDefault(kind => kind is not IOracleSource && !kind.Descriptor.Demonstrates) is { } mute)
        {
            throw new InvalidOperationException($"World '{mute.Descriptor.Name}' has no oracle to imitate; leave out warm_start.");
        }

        var key = RandomKey.FromSeed(session.Scenario.Seed).Derive("warm_start");
        var schedule = ScheduleSettings.Schedules[Schedules(settings)](new ScheduleSettings { WarmupSteps = settings.WarmupUpdates, TotalSteps = settings.Updates });
        using var learner = await session.Engine.RunAsync(() => new Learner(session.Policy, session.Images, new LearnerSettings(new AdamW(new AdamWSettings { Beta2 = 0.98 }), 1)
        {
            MaxTokensPerPass = session.Scenario.Train.MaxTokensPerPass,
            Recompute = session.Scenario.Train.GradientCheckpointing,
            Constraint = session.Constraint,
        }));
        var (pending, kept) = (new Queue<RowSet>(), new List<TrainingRow>());
        // Where several kinds are played, each has its share of the demonstrations.
        List<Demonstrated> shown = [.. session.Kinds.Select(kind => new Demonstrated(
            kind, new TaskSampler(kind, session.Scenario.World.Difficulty, Split.Train, key.Derive("tasks")), new TokenWeighing(settings.TokenWeights, kind, session.Policy.Tokenizer)))];
        var (next, losses, success) = (0L, new List<double>(), (double?)null);
        while (losses.Count < settings.Updates && !(success >= settings.UntilSuccess))
        {
            while (pending.Count == 0)
            {
                if (next < (settings.Episodes ?? long.MaxValue))
                {
                    if (settings.Episodes is null)
                    {
                        // Every episode is new, and serves once.
                        session.Images.Turn();
                        kept.Clear();
                    }

                    kept.AddRange(await PlayAsync(session, shown, key, next, settings.Episodes ?? long.MaxValue, cancellation));
                    if (next + EpisodesAtOnce < settings.Episodes)
                    {
                        next += EpisodesAtOnce;
                        continue;
                    }
                }

                next += EpisodesAtOnce;
                foreach (var part in RowSet.Fold(kept).Deal(settings.Rows, key.Derive("order").Derive((ulong)next).Stream()))
                {
                    pending.Enqueue(part);
                }
            }

            var (batch, rate) = (pending.Dequeue(), settings.LearningRate * schedule(losses.Count));
            var total = batch.Visits.Sum(visits => visits.Sum(row => row.TotalWeight));
            var result = await session.Engine.RunAsync(() => learner.Step(batch, (slice, scores) => Loss(slice, scores, total), rate));
            losses.Add(result.Loss);
            if (losses.Count % settings.CheckEvery == 0)
            {
                success = settings.UntilSuccess is null ? null : await SuccessAsync(session, settings.CheckTasks, cancellation);
                looked?.Invoke(Reached());
            }
        }

        await LearntAsync(session);
        return Reached();

        WarmStartResult Reached() =>
            new(losses.Count, losses.TakeLast((losses.Count + 9) / 10).Average(), success) { Episodes = Math.Min(next, settings.Episodes ?? next) };
    }

    /// <summary>Greedy success on tasks that are neither learnt from nor reported on.</summary>
    private static async Task<double> SuccessAsync(PolicySession session, int tasks, CancellationToken cancellation)
    {
        // The pictures of rows that wait for their step are still wanted: nothing is forgotten here.
        await LearntAsync(session);
        var scenario = session.Scenario with { Eval = session.Scenario.Eval with { Split = Split.Validation } };
        var agent = session.Agent(SamplingOptions.Greedy);
        return (await Evaluator.RunAsync(scenario, session.Kind, session.Services(EvaluatedRoles.Agents(scenario, session.Kind, agent)), tasks, 1, cancellation: cancellation)).Success;
    }

    private static Tensor Loss(SequenceBatch slice, SliceScores scores, double total)
    {
        using var scope = NewDisposeScope();
        var shape = scores.LogProbs_VR.shape;
        return LikelihoodLosses.Weighted(
            scores.LogProbs_VR, slice.Device.Put(slice.Weights_VR, shape), slice.Device.Put(slice.IsSampled_VR, shape), total).MoveToOuterDisposeScope();
    }

    private static Task<int> LearntAsync(PolicySession session) => session.Engine.RunAsync(() =>
    {
        session.Engine.WeightsChanged(0);
        return 0;
    });

    private static string Schedules(WarmStartSettings settings) =>
        settings.Schedule == "constant" && settings.WarmupUpdates > 0 ? "constant_with_warmup" : settings.Schedule;

    private static async Task<List<TrainingRow>> PlayAsync(
        PolicySession session, List<Demonstrated> shown, RandomKey key, long first, long end, CancellationToken cancellation)
    {
        var (rows, fault) = (new List<TrainingRow>(), (Fault?)null);
        var (share, guidance) = (session.Scenario.WarmStart?.AdvisedShare ?? 0, session.Scenario.Guidance);
        var round = (session.Scenario.WarmStart?.Roles ?? new RoleShares()).Round(shown.Count);
        for (var at = 0; at < shown.Count; at++)
        {
            var (one, part) = (shown[at], at);
            var plans = Enumerable.Range(0, (int)Math.Min(EpisodesAtOnce, end - first)).Select(offset => first + offset).Where(index => round[(int)(index % round.Length)] == part)
                .Select(index => ScenarioEpisodes.Plan(session.Scenario, one.Kind, one.Tasks.Get(index), index, index, 0, key.Derive((ulong)index)))
                .Select(plan => share > 0 && plan.Key.Derive("advised").Stream().NextBool(share) ? new Reattempts(guidance!, one.Kind).Advised(plan) : plan);
            var broken = await PlayAsync(session, one, plans, rows, cancellation);
            fault ??= broken;
        }

        // Nothing to imitate now is nothing to imitate in the next round either.
        return rows.Count > 0 ? rows : throw new InvalidOperationException(
            $"No oracle episode of world '{session.Kind.Descriptor.Name}' could be imitated: {fault?.Message ?? "the oracle said nothing"}");
    }

    private static async Task<Fault?> PlayAsync(PolicySession session, Demonstrated shown, IEnumerable<EpisodePlan> plans, List<TrainingRow> rows, CancellationToken cancellation)
    {
        var fault = (Fault?)null;
        await foreach (var record in EpisodePool.RunAsync(plans, session.Services(new OracleAgent(shown.Kind as IOracleSource)), 2 * Environment.ProcessorCount, cancellation: cancellation))
        {
            for (var role = 0; role < record.Transcripts.Count; role++)
            {
                if (ScoredEpisode.TryFrom(record, out var scored, role))
                {
                    rows.AddRange(TrainingRow.Of(scored, 0).Select(row => shown.Weighing.Weigh(row, record.Task)));
                }
            }

            fault ??= (record.End as EpisodeEnd.Faulted)?.Fault;
        }

        return fault;
    }

    /// <summary>A kind that is imitated.</summary>
    private sealed record Demonstrated(IWorldKind Kind, TaskSampler Tasks, TokenWeighing Weighing);
}

/// <summary>What imitation came to.</summary>
/// <param name="Steps">Steps taken.</param>
/// <param name="Loss">Mean loss, weighted by what tokens count for, over the last tenth of them.</param>
/// <param name="Success">Greedy success on validation tasks at the last look; null where nobody looked.</param>
public sealed record WarmStartResult(int Steps, double Loss, double? Success)
{
    /// <summary>Demonstrations that were played.</summary>
    public long Episodes { get; init; }

    /// <summary>It in one line, for people.</summary>
    public string Describe() => $"warm start: {Steps} steps on oracle episodes, loss {Loss:0.000} per token" + (Success is { } share ? $", success {share:P1} on validation tasks" : "");
}
