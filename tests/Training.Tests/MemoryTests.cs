using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
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
}
