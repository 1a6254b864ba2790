using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Checkpoints;
using Agentic.Training.Learning;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Learning;

public sealed class CriticTrainingTests
{
    private const string Yaml = """
        name: small
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 3, length: [1, 3] } }
        instruction: ""
        context: CONTEXT
        limits: { turns: 3, tokens_per_turn: 2, tokens: 1024 }
        policy: { preset: tiny }
        sampling: { grammar: true }
        train: { updates: 2, groups: 3, group_size: 3, mini_batch_rows: 1000, warmup_updates: 0, learning_rate: 1e-3, advantage: gae, critic: { CRITIC } }
        """;

    [Theory]
    [InlineData("last 0", "trunk: own", "process_rewards: { progress: {}, legal: {} }")]
    [InlineData("last 1", "trunk: shared, level: turn", "turn_discount: 0.9, process_rewards: { progress: {} }")]
    [InlineData("full", "trunk: own, level: bi_level, lambda: 0.9, epochs: 2", "turn_discount: 0.9")]
    [InlineData("full", "trunk: shared", "kl: { in_reward: true, coefficient: 0.05 }")]
    public async Task Each_token_has_its_own_advantage_and_the_critic_learns(string context, string critic, string more)
    {
        var (_, steps) = await TrainAsync(context, critic, [], more);

        foreach (var part in steps.Select(step => step.Parts[0]))
        {
            Assert.InRange(part.Statistics.MismatchKl, 0, 1e-10);
            Assert.True(part.Statistics.GradNorm > 0);
            var rows = part.Rows.Visits.SelectMany(visits => visits).ToList();
            // Nobody is left out for having earned what the siblings did.
            Assert.Equal(9, rows.Select(row => row.Episode).Distinct().Count());
            Assert.All(rows, row => Assert.Equal((row.LearntTokens, row.LearntTokens), (row.Advantages.Length, row.Values!.Returns.Length)));
            double[] advantages = [.. rows.SelectMany(row => row.Advantages).Select(value => (double)value)];
            Assert.Equal(0, advantages.Average(), 1e-5);
            Assert.All(part.Of.Scored.Select((episode, at) => part.Credit.Tokens(episode, at)!), tokens => Assert.NotEmpty(tokens));
            var measures = part.Credit.Measures.Keys.Concat(part.Statistics.Critic!.Measures.Select(measure => measure.Name));
            foreach (var name in new[] { MetricNames.ValuesMean, MetricNames.ReturnsMean, MetricNames.ValueLoss, MetricNames.ValueClippedShare, MetricNames.CriticGradientNorm, MetricNames.CriticLearningRate })
            {
                Assert.Contains(name, measures);
            }

            Assert.Equal(more.Contains("in_reward", StringComparison.Ordinal), part.Credit.Measures.ContainsKey(MetricNames.RewardKl));
        }

        // Forecasts begin at what episodes were paid on the mean, in every state alike, and tell states apart after an update.
        Assert.Equal(steps[0].Parts[0].Credit.Rewards_BK!.Average(turns => turns.Sum()), steps[0].Parts[0].Credit.Measures[MetricNames.ValuesMean], 1e-6);
        Assert.Single(Forecasts(steps[0]));
        Assert.InRange(Forecasts(steps[1]).Count, 2, int.MaxValue);
    }

    // What helped carries no loss and is no link of the chain; a credit to the prompt without help is forecast there.
    [Theory]
    [InlineData("guidance.what=prefix", "guidance.when=always", "guidance.shares=0.5")]
    [InlineData("guidance.what=solution", "guidance.credited_to=unguided", "train.kl.in_reward=true", "train.kl.coefficient=0.1")]
    public async Task Help_is_no_part_of_the_chain(params string[] settings)
    {
        var (_, steps) = await TrainAsync("last 0", "trunk: shared", [.. settings, "train.updates=1"]);
        var part = steps[0].Parts[0];
        var rows = part.Rows.Visits.SelectMany(visits => visits).ToList();

        Assert.Contains(part.Of.Episodes, episode => episode.HadHelp);
        Assert.All(rows, row => Assert.All(row.Learnt, at => Assert.Equal(SegmentOrigin.Sampled, row.Segments[at].Origin)));
        Assert.Equal(part.Of.Scored.SelectMany(episode => episode.Record.Transcripts[0].Segments).Where(segment => segment.Origin == SegmentOrigin.Sampled).Sum(segment => segment.Ids.Length),
            part.Credit.Tokens_BT!.Sum(tokens => tokens?.Length ?? 0));
        Assert.Equal(settings.Contains("guidance.credited_to=unguided"), rows.Any(row => row.IsRelabelled));
    }

    // First forecasts are one number whatever the critic learns afterwards: how fast it learns must not reach the policy of the first update.
    [Fact]
    public async Task A_critic_on_a_trunk_of_its_own_moves_no_bit_of_the_policy()
    {
        var (still, _) = await TrainAsync("last 0", "trunk: own, learning_rate: 0", ["train.updates=1"]);
        var (fast, steps) = await TrainAsync("last 0", "trunk: own, learning_rate: 1e-2", ["train.updates=1"]);

        Assert.Equal(still, fast);
        Assert.True(steps[0].Parts[0].Statistics.Critic!.Loss > 0);
    }

    [Fact]
    public async Task On_a_shared_trunk_the_value_loss_moves_the_policy_as_much_as_it_weighs()
    {
        var (nothing, _) = await TrainAsync("last 0", "trunk: shared, coefficient: 0", ["train.updates=1", "train.epochs=2"]);
        var (something, _) = await TrainAsync("last 0", "trunk: shared, coefficient: 0.5", ["train.updates=1", "train.epochs=2"]);
        var (apart, _) = await TrainAsync("last 0", "trunk: own", ["train.updates=1", "train.epochs=2"]);

        Assert.NotEqual(nothing, something);
        Assert.Equal(apart, nothing);
    }

    [Theory]
    [InlineData("trunk: own")]
    [InlineData("trunk: shared")]
    public async Task While_the_critic_learns_alone_the_policy_stays_as_it_is(string trunk)
    {
        var (start, _) = await TrainAsync("last 0", trunk, ["train.updates=0"]);
        var (weights, steps) = await TrainAsync("last 0", $"{trunk}, warmup_updates: 2, epochs: 3, learning_rate: 3e-4, clip: 100", []);

        Assert.Equal(start, weights);
        Assert.All(steps, step => Assert.Equal(0, step.Parts[0].Statistics.Steps));
        // The loss of three steps on the same rows, from one forecast for all on, is below half the mean square of what that one misses.
        var part = steps[0].Parts[0];
        double[] returns = [.. part.Rows.Visits.SelectMany(visits => visits).SelectMany(row => row.Values!.Returns).Select(value => (double)value)];
        var first = Assert.Single(Forecasts(steps[0]));
        Assert.InRange(part.Statistics.Critic!.Loss, 1e-6, 0.9999 * returns.Average(value => (value - first) * (value - first) / 2));
        Assert.InRange(Forecasts(steps[1]).Count, 2, int.MaxValue);
    }

    [Fact]
    public async Task Forecasts_and_gradients_do_not_depend_on_how_many_tokens_go_through_together()
    {
        await using var session = Open("full", "trunk: own");
        var scored = (await new RolloutCollector(session).CollectAsync(0, TestContext.Current.CancellationToken)).Parts[0].Scored;
        var rows = RowSet.Fold(scored.SelectMany(TrainingRow.Of)).Map(row => row with
        {
            Values = new ValueTargets([.. new float[row.LearntTokens]], [.. row.StartLogProbs()], [.. Enumerable.Range(0, row.LearntTokens).Select(at => at % 2 == 0)]),
        });
        Assert.True(rows.Unique.Select(row => row.Length).Distinct().Count() > 1, "the rows are all equally long");
        var (whole, single) = await session.Engine.RunAsync(() => (Learnt(session, rows, 8192), Learnt(session, rows, 300)));

        Assert.True(whole.Forecasts.Distinct().Count() > 1);
        Assert.Equal(whole.Forecasts, single.Forecasts, (left, right) => Math.Abs(left - right) < 1e-5);
        Assert.Equal(whole.Loss, single.Loss, 1e-5);
        var distance = Math.Sqrt(whole.Gradients.Zip(single.Gradients).Sum(pair => Math.Pow(pair.First - (double)pair.Second, 2)));
        Assert.InRange(distance, 0, 1e-5 * Math.Sqrt(whole.Gradients.Sum(value => (double)value * value)));
    }

    [Theory]
    [InlineData("trunk: own")]
    [InlineData("trunk: shared")]
    public async Task A_restored_critic_goes_on_to_the_same_bytes(string trunk)
    {
        using var folder = new TemporaryFolder();
        await using var session = Open("last 0", trunk);
        var whole = await StateAsync(session, first: 0, restore: null, folder.File("whole"));
        await using var half = Open("last 0", trunk, "train.updates=1");
        await StateAsync(half, first: 0, restore: null, folder.File("half"));
        await using var resumed = Open("last 0", trunk);
        await resumed.Engine.RunAsync(() => Copy(half.Policy, resumed.Policy));

        Assert.Equal(whole, await StateAsync(resumed, first: 1, restore: folder.File("half"), folder.File("resumed")));
    }

    [Fact]
    public async Task A_critic_of_another_trunk_or_none_at_all_is_not_gone_on_with()
    {
        using var folder = new TemporaryFolder();
        await using var session = Open("last 0", "trunk: own");
        Learner Make(bool? isShared) => new(session.Policy, session.Images, LearnerSettings.Of(session.Scenario.Train))
        {
            Critic = isShared is not { } shared ? null
                : new Critic(shared ? session.Policy : TrainedPolicy.Open(session.Scenario, null), shared, session.Images, LearnerSettings.Of(session.Scenario.Train)),
        };

        await session.Engine.RunAsync(() =>
        {
            foreach (var (kind, name) in new (bool?, string)[] { (true, "shared"), (false, "own"), (null, "none") })
            {
                using var learner = Make(kind).HoldReference(0);
                SafetensorsWriter.Write(folder.File(name), learner.State());
            }

            using (var learner = Make(true))
            {
                using var source = SafetensorsFile.Open(folder.File("own"));
                Assert.Contains("Expected train.critic.trunk shared, but found train.critic.trunk own.", Assert.Throws<SafetensorsException>(() => learner.Restore(source)).Message, StringComparison.Ordinal);
            }

            using (var learner = Make(false))
            {
                using var source = SafetensorsFile.Open(folder.File("shared"));
                Assert.Contains("Go on with the trunk that the run began with", Assert.Throws<SafetensorsException>(() => learner.Restore(source)).Message, StringComparison.Ordinal);
                using var without = SafetensorsFile.Open(folder.File("none"));
                learner.Restore(without);
                Assert.Contains(
                    "after update 7: expected the critic that train.advantage gae needs, but found none", Assert.Throws<CheckpointException>(() => learner.HoldReference(7)).Message, StringComparison.Ordinal);
                // At the start there is nothing that it could have learnt.
                Assert.NotEmpty(learner.HoldReference(0).Critic!.State);
            }

            return 0;
        });
    }

    // One step away from the head of zeros, so that the gradient of the second goes on into the trunk.
    private static (float[] Forecasts, double Loss, float[] Gradients) Learnt(PolicySession session, RowSet rows, int tokens)
    {
        using var critic = new Critic(
            TrainedPolicy.Open(session.Scenario, null), isShared: false, session.Images, LearnerSettings.Of(session.Scenario.Train) with { MaxTokensPerPass = tokens });
        critic.Begin(session.Policy, 0);
        var statistics = new CriticStatistics(0);
        var loss = 0.0;
        foreach (var rate in new[] { 1e-2, 0 })
        {
            loss = critic.Step(rows, (batch, values_VR) => CriticUpdate.Loss(batch, values_VR, 0.5, CriticUpdate.Taught(rows), statistics), rate).Loss;
        }

        using var scope = NewDisposeScope();
        var forecasts = critic.Forecast(rows);
        return ([.. rows.Visits.SelectMany(visits => visits).SelectMany(row => forecasts[row])], loss,
            [.. critic.Trained.SelectMany(entry => entry.Parameter.grad is { } gradient ? gradient.data<float>().ToArray() : [])]);
    }

    private static HashSet<float> Forecasts(TrainingStep step) => [.. step.Parts[0].Rows.Visits.SelectMany(visits => visits).SelectMany(row => row.Values!.Old)];

    private static int Copy(QwenPolicy from, QwenPolicy to)
    {
        foreach (var (name, _) in from.Parameters.Layout)
        {
            to.Parameters.Set(name, from.Parameters.Get(name));
        }

        return 0;
    }

    // Everything that a checkpoint holds after the run: weights, then optimisers and critic.
    // A digest: comparing millions of bytes one by one takes the test framework seconds.
    private static async Task<string> StateAsync(PolicySession session, long first, string? restore, string file)
    {
        await using var trainer = new Trainer(session, new Watcher());
        var learner = await trainer.StartAsync();
        if (restore is not null)
        {
            await session.Engine.RunAsync(() =>
            {
                using var source = SafetensorsFile.Open(restore);
                learner.Restore(source);
                return 0;
            });
        }

        await trainer.RunAsync(first, TestContext.Current.CancellationToken);
        return await session.Engine.RunAsync(() =>
        {
            SafetensorsWriter.Write(file, learner.State());
            return Convert.ToHexString(SHA256.HashData([.. MemoryMarshal.AsBytes<float>(Weights(session).ToArray()), .. File.ReadAllBytes(file)]));
        });
    }

    private static IEnumerable<float> Weights(PolicySession session) => session.Policy.Parameters.Layout.SelectMany(entry => session.Policy.Parameters.Get(entry.Name));

    private static Scenario Read(string context, string critic, params string[] settings) => ScenarioReader.Read(
        Yaml.Replace("CONTEXT", context, StringComparison.Ordinal).Replace("CRITIC", critic, StringComparison.Ordinal), "small.yaml", ScenarioVocabulary.Default, settings).Scenario;

    private static PolicySession Open(string context, string critic, params string[] settings) => PolicySession.Open(Read(context, critic, settings));

    private static async Task<(ImmutableArray<float> Weights, List<TrainingStep> Steps)> TrainAsync(string context, string critic, string[] settings, string more = "")
    {
        var yaml = Yaml.Replace("CONTEXT", context, StringComparison.Ordinal).Replace("{ CRITIC }", $"{{ {critic} }}{(more.Length > 0 ? ", " + more : "")}", StringComparison.Ordinal);
        await using var session = PolicySession.Open(ScenarioReader.Read(yaml, "small.yaml", ScenarioVocabulary.Default, settings).Scenario);
        var watcher = new Watcher();
        await using (var trainer = new Trainer(session, watcher))
        {
            await trainer.RunAsync(0, TestContext.Current.CancellationToken);
        }

        return (await session.Engine.RunAsync(() => Weights(session).ToImmutableArray()), watcher.Steps);
    }

    private sealed class Watcher : ITrainingObserver
    {
        public List<TrainingStep> Steps { get; } = [];

        public Task UpdatedAsync(TrainingStep step, Learner learner, CancellationToken cancellation)
        {
            Steps.Add(step);
            return Task.CompletedTask;
        }
    }
}
