using Agentic.Training.Learning;
using Agentic.Training.Logging;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests.Guidance;

/// <summary>GTR as published: PPO on what the policy did, imitation of what it should have thought.</summary>
public sealed class CorrectedWithCriticTests
{
    private const string Yaml = """
        name: small
        world: { name: numberline, options: { size: small, answer: json }, difficulty: { max_position: 4 } }
        instruction: ""
        context: last 0
        limits: { turns: 3, tokens_per_turn: 40, tokens: 4096 }
        policy: { preset: tiny }
        sampling: { grammar: true }
        train: { updates: 1, groups: 2, group_size: 2, mini_batch_rows: 96, record_groups: 0, advantage: gae, critic: { trunk: own } }
        """;

    // Thoughts are imitated by the policy alone. The critic sees the same episodes either way: its loss on a trunk of its own is the same to the bit.
    [Fact]
    public async Task Thoughts_that_were_set_right_are_none_of_the_critics_business()
    {
        var (with, without) = (await TrainAsync("guidance.when=always", "guidance.what=thought", "guidance.samples=4"), await TrainAsync());

        Assert.InRange(with.Measures[MetricNames.CorrectedThoughts], 1, 12);
        Assert.Equal(Critic(without).Loss, Critic(with).Loss);
        Assert.True(with.Parts[0].Statistics.GradNorm != without.Parts[0].Statistics.GradNorm, "Nothing was learnt from the thoughts.");
    }

    private static CriticStatistics Critic(TrainingStep step) => step.Parts[0].Statistics.Critic!;

    private static async Task<TrainingStep> TrainAsync(params string[] settings)
    {
        await using var session = PolicySession.OpenToLearn(ScenarioReader.Read(Yaml, "small.yaml", ScenarioVocabulary.Default, settings).Scenario);
        var watcher = new Watcher();
        await using (var trainer = new Trainer(session, watcher))
        {
            await trainer.RunAsync(0, TestContext.Current.CancellationToken);
        }

        return watcher.Step!;
    }

    private sealed class Watcher : ITrainingObserver
    {
        public TrainingStep? Step { get; private set; }

        public Task UpdatedAsync(TrainingStep step, Learner learner, CancellationToken cancellation)
        {
            Step = step;
            return Task.CompletedTask;
        }
    }
}
