using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Learning;
using Agentic.Training.Optimization;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using TorchSharp;

namespace Agentic.Training.Tests;

/// <summary>Playing leaves nothing behind: native memory is owned, never collected.</summary>
public sealed class MemoryTests
{
    private const string Yaml = """
        name: small
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 5, length: [1, 5] } }
        context: CONTEXT
        limits: { turns: 6, tokens_per_turn: 2, tokens: 2048 }
        policy: { preset: tiny }
        """;

    [Theory]
    [InlineData("last 0")]
    [InlineData("full")]
    public async Task Episodes_of_a_policy_leave_no_tensor_alive(string context)
    {
        var scenario = ScenarioReader.Read(Yaml.Replace("CONTEXT", context, StringComparison.Ordinal), "small.yaml", ScenarioVocabulary.Default).Scenario;
        await using var session = PolicySession.Open(scenario);
        var agent = session.Agent(scenario.Sampling);
        var (count, broken) = (LongRun.Count(24, 1_000), 0);
        var alive = new List<long>();
        for (var round = 0; round < LongRun.Count(4, 10); round++)
        {
            session.Images.Turn();
            await foreach (var record in EpisodePool.RunAsync(
                ScenarioEpisodes.Plans(scenario, session.Kind, Split.Train, 1, (round + 1) * count).Skip(round * count), session.Services(agent), 16, cancellation: TestContext.Current.CancellationToken))
            {
                broken += record.End is EpisodeEnd.Faulted ? 1 : 0;
            }

            // What may be kept for as long as the weights stay, such as features of pictures, is no leak.
            alive.Add(await session.Engine.RunAsync(() =>
            {
                session.Engine.WeightsChanged(0);
                return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            }));
        }

        // The first round makes what stays: compiled code, keys and values, masks.
        Assert.Equal(0, broken);
        Assert.All(alive.Skip(1), live => Assert.InRange(live - alive[0], -alive[0], 0));
    }

    [Fact]
    public async Task Five_hundred_training_steps_leave_no_tensor_and_no_memory_behind()
    {
        var scenario = ScenarioReader.Read(Yaml.Replace("CONTEXT", "last 0", StringComparison.Ordinal), "small.yaml", ScenarioVocabulary.Default).Scenario;
        await using var session = PolicySession.Open(scenario);
        var rows = new List<TrainingRow>();
        var services = session.Services(new OracleAgent((IOracleSource)session.Kind));
        await foreach (var record in EpisodePool.RunAsync(ScenarioEpisodes.Plans(scenario, session.Kind, Split.Train, 1, 8), services, 2, cancellation: TestContext.Current.CancellationToken))
        {
            Assert.True(ScoredEpisode.TryFrom(record, out var scored));
            rows.AddRange(TrainingRow.Of(scored!, 0));
        }

        // A few rows suffice: what is looked for grows with the steps.
        var batch = RowSet.Fold([.. rows.Take(3)]);
        using var learner = await session.Engine.RunAsync(() => new Learner(session.Policy, session.Images, new LearnerSettings(new AdamW(new AdamWSettings()), 1)));
        await StepsAsync(100);
        var (tensors, size) = await MeasureAsync();
        await StepsAsync(500);
        var (tensorsAfter, sizeAfter) = await MeasureAsync();
        Assert.Equal(tensors, tensorsAfter);
        Assert.InRange(sizeAfter - size, long.MinValue, 48 << 20);

        async Task StepsAsync(int count)
        {
            for (var step = 0; step < count; step++)
            {
                await session.Engine.RunAsync(() => learner.Step(batch, (_, scores) => TensorOps.Times(scores.LogProbs_VR.sum(), -0.01), 1e-5));
            }
        }

        async Task<(long Tensors, long Bytes)> MeasureAsync()
        {
            var alive = await session.Engine.RunAsync(() => DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return (alive, process.WorkingSet64);
        }
    }
}
