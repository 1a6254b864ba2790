using Agentic.Agents;
using Agentic.Training.Learning;
using Agentic.Training.Objectives;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training.Tests.Learning;

/// <summary>DPO over whole trajectories.</summary>
public sealed class PreferenceUpdateTests
{
    public PreferenceUpdateTests() => TorchRuntime.Load();

    /// <summary>Margins +2 and −1 with β = 0.1: −ln σ(0.3) = 0.554355; the slope is ∓ β (1 − σ(0.3)) = ∓ 0.0425557.</summary>
    [Fact]
    public void One_pair_is_as_by_hand()
    {
        var (loss, slopes) = PreferenceUpdate.Slopes(PreferenceLosses.Sigmoid(0.1), [(4, 9)], new() { [4] = -3, [9] = -8 }, new() { [4] = -5, [9] = -7 });
        Assert.Equal(0.554355, loss, 1e-6);
        Assert.Equal(-0.0425557, slopes[4], 1e-6);
        Assert.Equal(0.0425557, slopes[9], 1e-6);
    }

    /// <summary>At the reference each pair has the slope ∓ β/2, in the mean of two pairs ∓ β/4; the episode in both has the sum.</summary>
    [Fact]
    public void An_episode_in_several_pairs_has_the_sum_of_their_slopes()
    {
        Dictionary<int, double> same = new() { [0] = -1, [1] = -2, [2] = -3 };
        var (loss, slopes) = PreferenceUpdate.Slopes(PreferenceLosses.Sigmoid(0.2), [(0, 1), (0, 2)], same, same);
        Assert.Equal(Math.Log(2), loss, 1e-6);
        Assert.Equal([-0.1, 0.05, 0.05], Enumerable.Range(0, 3).Select(episode => Math.Round(slopes[episode], 6)));
    }

    /// <summary>The first step starts at the reference, where the loss of any pair is ln 2; afterwards passed episodes are likelier against failed ones, which lowers it.</summary>
    [Fact]
    public async Task Training_from_pairs_begins_at_ln_2_and_sets_passed_episodes_above_failed_ones()
    {
        const string Yaml = """
            name: small
            world: { name: maze, options: { mode: stepwise }, difficulty: { size: 3, length: [1, 2] } }
            instruction: ""
            context: last 0
            limits: { turns: 3, tokens_per_turn: 1, tokens: 1024 }
            policy: { preset: tiny }
            sampling: { grammar: true }
            train: { updates: 1, groups: 4, group_size: 6, mini_batch_rows: 1000, warmup_updates: 0, learning_rate: 3e-4, preference_beta: 0.5, epochs: EPOCHS }
            """;
        Assert.Equal(Math.Log(2), await LossAsync(Yaml.Replace("EPOCHS", "1")), 1e-5);
        Assert.InRange(await LossAsync(Yaml.Replace("EPOCHS", "4")), 0.05, Math.Log(2) - 1e-3);
    }

    private static async Task<double> LossAsync(string yaml)
    {
        await using var session = PolicySession.Open(ScenarioReader.Read(yaml, "small.yaml", ScenarioVocabulary.Default).Scenario);
        var watcher = new Watcher();
        await using (var trainer = new Trainer(session, watcher))
        {
            await trainer.RunAsync(0, TestContext.Current.CancellationToken);
        }

        var part = watcher.Steps[0].Parts[0];
        Assert.True(part.Statistics.Steps > 0 && part.Statistics.MismatchKl < 1e-10, $"{part.Statistics.Steps} steps, mismatch {part.Statistics.MismatchKl}");
        return part.Statistics.Loss;
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
