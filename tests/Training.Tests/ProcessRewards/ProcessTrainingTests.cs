using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Learning;
using Agentic.Training.Logging;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests.ProcessRewards;

public sealed class ProcessTrainingTests
{
    private const string Yaml = """
        name: small
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 3, length: [1, 3] } }
        instruction: ""
        limits: { turns: TURNS, tokens_per_turn: 2, tokens: 1024 }
        policy: { preset: tiny }
        sampling: { grammar: true }
        train: { updates: 2, groups: 4, group_size: 4, mini_batch_rows: 16, warmup_updates: 0, drop_uniform_groups: false, KEYS }
        context: CONTEXT
        """;

    // Nothing of the part is left where its lines are deleted, or where nothing is paid.
    [Theory]
    [InlineData("last 0")]
    [InlineData("full")]
    public async Task Rewards_that_are_not_there_change_no_bit(string context)
    {
        var (without, _) = await TrainAsync(context, 4, "advantage: turn_returns, turn_discount: 0.9");
        var (nothing, _) = await TrainAsync(context, 4, "advantage: turn_returns, turn_discount: 0.9, process_rewards: { distance: { weight: 0 }, legal: { weight: 0 } }");
        var (paid, _) = await TrainAsync(context, 4, "advantage: turn_returns, turn_discount: 0.9, process_rewards: { distance: { form: charge } }");

        Assert.Equal(without, nothing);
        Assert.NotEqual(without, paid);
    }

    // One turn an episode: a number for each token, or one for all of the row, gives the same bits.
    [Fact]
    public async Task With_one_turn_the_weights_are_those_of_the_episodes_advantage_to_the_bit()
    {
        var (whole, _) = await TrainAsync("last 0", 1, "advantage: dr_grpo");
        var (turns, steps) = await TrainAsync("last 0", 1, "advantage: turn_returns, turn_discount: 0.5");

        Assert.Equal(whole, turns);
        Assert.All(steps, step => Assert.True(step.Parts[0].Statistics.GradNorm > 0, "nothing was learnt"));
    }

    [Theory]
    [InlineData("last 0", "turn_returns")]
    [InlineData("last 1", "gigpo")]
    [InlineData("full", "turn_returns")]
    [InlineData("full", "gigpo_std")]
    public async Task Each_turns_tokens_have_their_turns_advantage(string context, string advantage)
    {
        var (_, steps) = await TrainAsync(context, 4, $"advantage: {advantage}, turn_discount: 0.9, process_rewards: {{ progress: {{ form: difference }}, allow_farming: true, legal: {{ weight: 0.1 }} }}");

        foreach (var part in steps.Select(step => step.Parts[0]))
        {
            Assert.InRange(part.Statistics.MismatchKl, 0, 1e-10);
            foreach (var name in new[] { MetricNames.ProcessRewardOf + "progress", MetricNames.ProcessRewardOf + "legal", MetricNames.ProcessCycleGain, MetricNames.ProcessCycleShare, MetricNames.SharedStateShare })
            {
                Assert.True(part.Credit.Measures.ContainsKey(name), name);
            }

            var turns_BK = part.Credit.Turns_BK!;
            Assert.True(turns_BK.Any(turns_K => turns_K.Distinct().Count() > 1), "all turns of every episode have one number");
            foreach (var row in part.Rows.Visits.SelectMany(visits => visits))
            {
                var turns_K = turns_BK[row.Episode];
                Assert.Equal(row.LearntTokens, row.Advantages.Length);
                var lengths = row.Learnt.Select(segment => row.Segments[segment].Ids.Length).ToList();
                var expected = context == "full" ? turns_K.SelectMany((value, turn) => Enumerable.Repeat((float)value, lengths[turn])) : Enumerable.Repeat((float)turns_K[row.Turn], lengths[0]);
                Assert.Equal(expected, row.Advantages);
            }

            // As it is written beside the record: a number for each token that was sampled.
            var first = part.Of.Scored[0];
            Assert.Equal(first.Record.Transcripts[0].Segments.Where(segment => segment.Origin == SegmentOrigin.Sampled).Sum(segment => segment.Ids.Length), part.Credit.Tokens(first, 0)!.Count());
        }
    }

    // The objective sees them: an update whose turns all have the episode's number is another one.
    [Fact]
    public async Task Tokens_own_advantages_reach_the_gradient()
    {
        var (whole, _) = await TrainAsync("full", 4, "advantage: gigpo, turn_discount: 0.9, step_weight: 0");
        var (turns, _) = await TrainAsync("full", 4, "advantage: gigpo, turn_discount: 0.9, step_weight: 1");
        var (episodes, _) = await TrainAsync("full", 4, "advantage: dr_grpo");

        Assert.Equal(episodes, whole);
        Assert.NotEqual(whole, turns);
    }

    [Theory]
    [InlineData("dr_grpo")]
    [InlineData("turn_returns")]
    public async Task Only_those_that_the_filter_keeps_are_learnt_from(string advantage)
    {
        var (_, steps) = await TrainAsync("last 0", 3, $"advantage: {advantage}, consistency_filter: {{ keep: 3, of: progress }}");

        foreach (var part in steps.Select(step => step.Parts[0]))
        {
            Assert.Equal(0.75, part.Credit.Measures[MetricNames.ProcessKeptShare]);
            Assert.Equal(16, part.Of.Scored.Count);
            var kept = Enumerable.Range(0, 16).Where(at => part.Credit.IsKept_B![at]).ToList();
            Assert.All(part.Of.Scored.Select((episode, at) => (episode.Record.Group, At: at)).GroupBy(pair => pair.Group), group => Assert.Equal(3, group.Count(pair => kept.Contains(pair.At))));
            Assert.Equal(kept, part.Rows.Visits.SelectMany(visits => visits).Select(row => row.Episode).Distinct().Order());
            Assert.All(part.Of.Scored.Select((episode, at) => (episode.Record.Group, Advantage: part.Advantages[at])).GroupBy(pair => pair.Group), group =>
                Assert.True(advantage == "turn_returns" || Math.Abs(group.Sum(pair => pair.Advantage)) < 1e-12));
        }
    }

    [Fact]
    public async Task What_can_be_farmed_is_seen_in_the_metrics_of_its_run()
    {
        var (_, farmed) = await TrainAsync("last 0", 12, "advantage: turn_returns, process_rewards: { progress: { form: pay }, allow_farming: true }");
        var (_, sound) = await TrainAsync("last 0", 12, "advantage: turn_returns, process_rewards: { progress: { form: potential } }");

        Assert.True(farmed[0].Parts[0].Credit.Measures[MetricNames.ProcessCycleGain] > 0.1);
        Assert.True(farmed[0].Parts[0].Credit.Measures[MetricNames.ProcessCycleShare] > 0);
        Assert.Equal(0, sound[0].Parts[0].Credit.Measures[MetricNames.ProcessCycleGain]);
        // The same first episodes, since nothing was learnt before them.
        Assert.Equal(farmed[0].Parts[0].Of.Episodes.Select(episode => episode.Turns.Length), sound[0].Parts[0].Of.Episodes.Select(episode => episode.Turns.Length));
    }

    private static async Task<(ImmutableArray<float> Weights, List<TrainingStep> Steps)> TrainAsync(string context, int turns, string keys)
    {
        var yaml = Yaml.Replace("CONTEXT", context, StringComparison.Ordinal).Replace("TURNS", $"{turns}", StringComparison.Ordinal).Replace("KEYS", keys, StringComparison.Ordinal);
        await using var session = PolicySession.Open(ScenarioReader.Read(yaml, "small.yaml", ScenarioVocabulary.Default).Scenario);
        var watcher = new Watcher();
        await using (var trainer = new Trainer(session, watcher))
        {
            await trainer.RunAsync(0, TestContext.Current.CancellationToken);
        }

        return (await session.Engine.RunAsync(() => session.Policy.Parameters.Get("model.norm.weight").ToImmutableArray()), watcher.Steps);
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
