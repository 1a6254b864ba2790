using System.Diagnostics;
using Agentic.Agents;
using Agentic.Training.Learning;
using Agentic.Training.Optimization;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.Training.Tests.Learning;
using Agentic.VisionPolicy;
using TorchSharp;

namespace Agentic.Training.Tests;

/// <summary>Learning leaves nothing behind. By itself: the size of the process is everybody's.</summary>
[Collection(nameof(PeakMemory))]
public sealed class LearningMemoryTests
{
    private const string Yaml = """
        name: small
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 5, length: [1, 5] } }
        context: last 0
        limits: { turns: 6, tokens_per_turn: 2, tokens: 2048 }
        policy: { preset: tiny }
        """;

    [Fact]
    public async Task Five_hundred_training_steps_leave_no_tensor_and_no_memory_behind()
    {
        var scenario = ScenarioReader.Read(Yaml, "small.yaml", ScenarioVocabulary.Default).Scenario;
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
            using var process = Process.GetCurrentProcess();
            return (alive, process.WorkingSet64);
        }
    }
}
