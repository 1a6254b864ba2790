using System.Security.Cryptography;
using Agentic.Agents;
using Agentic.Training.Advantages;
using Agentic.Training.Learning;
using Agentic.Training.Optimization;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training.Tests;

public sealed class TrainerTests
{
    private const string Yaml = """
        name: small
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 3, length: [1, 2] } }
        instruction: ""
        context: CONTEXT
        limits: { turns: 3, tokens_per_turn: 2, tokens: 512 }
        policy: { preset: tiny }
        train: { updates: 3, groups: 4, group_size: 4, mini_batch_rows: 16, warmup_updates: 0, drop_uniform_groups: false }
        """;

    [Theory]
    [InlineData("last 0", false)]
    [InlineData("last 1", false)]
    [InlineData("full", false)]
    [InlineData("last 0", true)]
    [InlineData("full", true)]
    public async Task Sampler_and_trainer_agree_before_the_first_step(string context, bool grammar)
    {
        var watcher = new Watcher();
        await TrainAsync(Scenario(context, $"sampling: {{ grammar: {(grammar ? "true" : "false")} }}"), watcher, 0);

        Assert.Equal(3, watcher.Steps.Count);
        Assert.All(watcher.Steps, step => Assert.InRange(step.Parts[0].Statistics.MismatchKl, 0, 1e-10));
        Assert.All(watcher.Steps, step => Assert.InRange(step.Parts[0].Statistics.MismatchMax, 0, 2e-5));
        Assert.All(watcher.Steps, step => Assert.Equal(0, step.Parts[0].Of.Episodes.Count - step.Parts[0].Of.Scored.Count));
        // Random weights know no word of the world; held to its grammar they say nothing else, as far as two tokens go.
        var texts = watcher.Steps.SelectMany(step => step.Parts[0].Of.Episodes).SelectMany(episode => episode.Turns).Select(turn => turn.Text).ToList();
        Assert.Equal(grammar, texts.All(text => text.Length > 0 && new[] { "up", "down", "left", "right" }.Any(word => word.StartsWith(text, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_weight_that_changes_between_sampling_and_learning_shows_as_mismatch()
    {
        var scenario = Scenario("last 0");
        await using var session = PolicySession.Open(scenario);
        var scored = (await new RolloutCollector(session).CollectAsync(0, TestContext.Current.CancellationToken)).Parts[0].Scored;
        var rows = RowSet.Fold(scored.SelectMany((episode, index) => TrainingRow.Of(episode, index)));
        var advantages = new double[scored.Count];

        var settings = scenario.Train with { Rejection = new RejectionSettings("seq_max_k3", null, 1e-6) };
        UpdateStatistics Learn() => PolicyUpdate.Run(
            new Learner(session.Policy, session.Images, new LearnerSettings(new AdamW(new AdamWSettings()), 1)), rows, advantages, Recipe.Of(settings).Objective, settings, 2, 0, RandomKey.FromSeed(1));
        var honest = await session.Engine.RunAsync(Learn);
        var spoilt = await session.Engine.RunAsync(() =>
        {
            var weights = session.Policy.Parameters.Get("model.norm.weight");
            weights[5] += 0.5f;
            session.Policy.Parameters.Set("model.norm.weight", weights);
            return Learn();
        });

        Assert.InRange(honest.MismatchKl, 0, 1e-10);
        Assert.True(spoilt.MismatchKl > 1e-8, $"a changed weight gave {spoilt.MismatchKl}");
        // And what has moved too far is not learnt from.
        Assert.Equal(0, honest.RejectedShare);
        Assert.InRange(spoilt.RejectedShare!.Value, 0.01, 1);
    }

    [Fact]
    public async Task A_cache_that_is_too_small_for_a_sequence_refuses_it_and_says_how_much_it_has()
    {
        var text = Yaml.Replace("CONTEXT", "full", StringComparison.Ordinal);
        var limits = new[] { "limits.tokens=8192", "limits.tokens_per_turn=8000", "instruction=x" };
        await using var small = PolicySession.Open(ScenarioReader.Read(text, "small.yaml", ScenarioVocabulary.Default, [.. limits, "policy.cache_mib=1"]).Scenario);

        var fault = await Assert.ThrowsAsync<AgentFaultException>(() => small.Engine.SampleAsync(
            [TokenSegment.Of(SegmentOrigin.Observation, [1])], ContextWindow.Full, new SamplingOptions(), 8000, RandomKey.FromSeed(1), TestContext.Current.CancellationToken).AsTask());

        Assert.Contains("the cache has 1 MiB", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Episodes_name_the_updates_behind_their_weights_also_where_nothing_was_learnt()
    {
        // A member without siblings has no advantage: no row is left to learn from.
        var text = Yaml.Replace("CONTEXT", "last 0", StringComparison.Ordinal).Replace("group_size: 4", "group_size: 1", StringComparison.Ordinal)
            .Replace("drop_uniform_groups: false", "drop_uniform_groups: true", StringComparison.Ordinal);
        var watcher = new Watcher();
        await TrainAsync(ScenarioReader.Read(text, "small.yaml", ScenarioVocabulary.Default).Scenario, watcher, 0);
        Assert.All(watcher.Steps, step => Assert.Equal(0, step.Parts[0].Statistics.Steps));
        Assert.Equal(
            [0, 1, 2], watcher.Steps.Select(step => step.Parts[0].Of.Episodes[0].Transcripts[0].Segments.First(segment => segment.Sampling is not null).Sampling!.WeightVersion));
    }

    [Fact]
    public async Task Equal_runs_end_with_equal_weights()
    {
        var first = await TrainAsync(Scenario("last 0"), new Watcher(), 0);
        Assert.Equal(first, await TrainAsync(Scenario("last 0"), new Watcher(), 0));
    }

    [Theory]
    [InlineData("0", 2)]
    [InlineData("1", 7)]
    public async Task Imitation_ends_when_the_policy_is_as_good_as_asked_or_the_steps_are_over(string until, int steps)
    {
        var scenario = Scenario("last 0", $"warm_start: {{ updates: 7, rows: 4, learning_rate: 1e-9, until_success: {until}, check_every: 2, check_tasks: 8 }}");
        await using var session = PolicySession.Open(scenario);
        var result = await WarmStart.RunAsync(session, scenario.WarmStart!, null, TestContext.Current.CancellationToken);
        Assert.Equal(steps, result.Steps);
        Assert.InRange(result.Success!.Value, 0, 0.99);
    }

    [Theory]
    [InlineData("", 256)]
    [InlineData("episodes: 3, ", 3)]
    public async Task Imitation_goes_through_its_demonstrations_again_where_they_are_numbered(string key, int played)
    {
        var scenario = Scenario("last 0", $"warm_start: {{ {key}updates: 40, rows: 4, learning_rate: 1e-2 }}");
        await using var session = PolicySession.Open(scenario);
        var result = await WarmStart.RunAsync(session, scenario.WarmStart!, null, TestContext.Current.CancellationToken);
        Assert.Equal((40, played), (result.Steps, result.Episodes));
        Assert.True(double.IsFinite(result.Loss));
    }

    // Round after round of faults would be played for ever.
    [Fact]
    public async Task Imitation_says_so_where_no_demonstration_can_be_played()
    {
        var scenario = Scenario("last 0", "warm_start: { updates: 3, rows: 4 }");
        scenario = scenario with { Limits = scenario.Limits with { MaxTime = TimeSpan.FromTicks(1) } };
        await using var session = PolicySession.Open(scenario);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => WarmStart.RunAsync(session, scenario.WarmStart!, null, TestContext.Current.CancellationToken));
        Assert.Contains("'maze' could be imitated", error.Message);
    }

    // The trust region of a run lies around the policy that imitation left, not around the one that it began with.
    [Fact]
    public async Task The_reference_is_the_policy_as_imitation_left_it()
    {
        var scenario = Scenario("last 0", "warm_start: { updates: 2, rows: 4, learning_rate: 1e-2, token_weights: { action: 3 } }", "train.kl.coefficient=0.1", "train.updates=1", "train.mini_batch_rows=1000");
        await using var session = PolicySession.Open(scenario);
        var watcher = new Watcher();
        await using var trainer = new Trainer(session, watcher);
        var learner = await trainer.StartAsync();
        var fresh = await session.Engine.RunAsync(() => session.Policy.Parameters.Get("model.norm.weight"));
        await WarmStart.RunAsync(session, scenario.WarmStart!, null, TestContext.Current.CancellationToken);
        var warm = await session.Engine.RunAsync(() => session.Policy.Parameters.Get("model.norm.weight"));
        await trainer.RunAsync(0, TestContext.Current.CancellationToken);
        var held = await session.Engine.RunAsync(() => learner.Reference.Single(part => part.Name == "reference.model.norm.weight").Value.Read<float>());

        Assert.NotEqual(fresh, warm);
        Assert.Equal(warm, held);
        Assert.NotEqual(warm, await session.Engine.RunAsync(() => session.Policy.Parameters.Get("model.norm.weight")));
        // One step, looked at before it is taken.
        Assert.Equal((1, 0.0), (watcher.Steps[0].Parts[0].Statistics.Steps, watcher.Steps[0].Parts[0].Statistics.ReferenceKl!.Value));
    }

    // The word of an answer and its end: all of it is action, so that another weight of actions changes nothing, and without one nothing is learnt.
    [Fact]
    public async Task Imitation_weighs_what_is_said()
    {
        async Task<(double Loss, float[] Weights)> ImitateAsync(string weights)
        {
            var scenario = Scenario("last 0", $"warm_start: {{ updates: 3, rows: 4, learning_rate: 1e-3, token_weights: {weights} }}");
            await using var session = PolicySession.Open(scenario);
            var result = await WarmStart.RunAsync(session, scenario.WarmStart!, null, TestContext.Current.CancellationToken);
            return (result.Loss, await session.Engine.RunAsync(() => session.Policy.Parameters.Get("model.norm.weight")));
        }

        var (plain, heavy) = (await ImitateAsync("{}"), await ImitateAsync("{ action: 2 }"));
        Assert.InRange(plain.Loss, 1, 20);
        Assert.Equal(plain.Loss, heavy.Loss, 1e-4);
        Assert.Equal(plain.Weights, heavy.Weights, (left, right) => Math.Abs(left - right) < 1e-4);
        Assert.Equal(0, (await ImitateAsync("{ action: 0 }")).Loss);
    }

    private static Scenario Scenario(string context, string more = "", params string[] settings) =>
        ScenarioReader.Read(Yaml.Replace("CONTEXT", context, StringComparison.Ordinal) + "\n" + more, "small.yaml", ScenarioVocabulary.Default, settings).Scenario;

    private static async Task<string> TrainAsync(Scenario scenario, Watcher watcher, long first)
    {
        await using var session = PolicySession.Open(scenario);
        await using var trainer = new Trainer(session, watcher);
        await trainer.RunAsync(first, TestContext.Current.CancellationToken);
        return await session.Engine.RunAsync(() => Convert.ToHexString(SHA256.HashData(
            session.Policy.Parameters.Layout.SelectMany(entry => session.Policy.Parameters.Get(entry.Name)).SelectMany(BitConverter.GetBytes).ToArray())));
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
