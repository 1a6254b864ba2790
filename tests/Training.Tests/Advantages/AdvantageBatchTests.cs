using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Advantages;
using Agentic.Training.Objectives;

namespace Agentic.Training.Tests.Advantages;

public sealed class AdvantageBatchTests
{
    // Group 4: solved (return 1) and given up (format alone, .1): ±.45 around .55. The crashed sibling is no ScoredEpisode and moves no mean.
    [Fact]
    public async Task A_fault_never_enters_the_statistics_of_its_group()
    {
        EpisodeRecord[] records =
        [
            await PlayAsync(4, "up", "up", "up"), await PlayAsync(4, "crash"), await PlayAsync(8, "up", "up", "up"), await PlayAsync(4, "up", "down", "up", "down"),
        ];
        var scored = new List<ScoredEpisode>();
        foreach (var record in records)
        {
            if (ScoredEpisode.TryFrom(record, out var episode))
            {
                scored.Add(episode);
            }
        }

        var batch = AdvantageBatch.From(scored);
        Assert.IsType<EpisodeEnd.Faulted>(records[1].End);
        Assert.Equal([0, 1, 0], batch.Groups_B);
        Assert.Equal([9, 9, 16], batch.Lengths_B); // letters and a stop: 3 · 3; 3 + 5 + 3 + 5
        GroupAdvantagesTests.Equal([0.45, 0, -0.45], ObjectiveParts.EpisodeAdvantages["dr_grpo"](batch), 1e-9);
    }

    private static async Task<EpisodeRecord> PlayAsync(long group, params string[] answers)
    {
        var kind = new CountingKind();
        var plan = new EpisodePlan
        {
            Kind = kind,
            Task = kind.Generate(1, Difficulty.Default),
            Index = 0,
            Group = group,
            Key = RandomKey.FromSeed(1),
            Limits = new EpisodeLimits(4),
            Weights = RewardWeights.Default,
            Instruction = "Count.",
        };
        return await Episode.RunAsync(plan, new EpisodeServices([ScriptedAgent.Of(answers)], new LetterRenderer(), new PlainImageStore(), TimeProvider.System));
    }
}
