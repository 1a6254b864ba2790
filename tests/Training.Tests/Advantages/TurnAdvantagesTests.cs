using Agentic.Agents;
using Agentic.Training.Advantages;
using Agentic.Training.Objectives;
using Agentic.Training.Tests.ProcessRewards;

namespace Agentic.Training.Tests.Advantages;

public sealed class TurnAdvantagesTests
{
    // Three turns to success with γ = .95.
    [Fact]
    public void Returns_to_go_are_discounted_by_turn() =>
        Equal([[0.9025, 0.95, 1], [0, 0]], TurnAdvantages.ToGo([[0, 0, 1], [0, 0]], 0.95));

    // s₀ → s₁, paid 1 at the end; s₀ → s₂, paid nothing. Q = [.95, 1] and [0, 0]; episodes ±.5; in s₀ ±.475; s₁ and s₂ are alone.
    [Fact]
    public async Task Turns_in_one_state_are_compared_beside_whole_episodes()
    {
        var batch = TurnBatch.From([await CountedEpisodes.PlayAsync(2, 2, 5, "up", "up"), await CountedEpisodes.PlayAsync(2, 2, 5, "down", "down")]);

        Equal([[0.975, 0.5], [-0.975, -0.5]], ObjectiveParts.TurnAdvantages["gigpo"](batch, 0.95, 1));
        Equal([[0.5, 0.5], [-0.5, -0.5]], ObjectiveParts.TurnAdvantages["gigpo"](batch, 0.95, 0));
        Assert.Equal(0.5, TurnAdvantages.SharedStates(batch));

        // Divided by each group's deviation: 1/√2 and .95/√2, so that both differences become ±1/√2.
        var whole = GroupAdvantages.Grpo([1, 0], [0, 0])[0];
        Assert.Equal(Math.Sqrt(0.5), whole, 1e-5);
        Equal([[2 * whole, whole], [-2 * whole, -whole]], ObjectiveParts.TurnAdvantages["gigpo_std"](batch, 0.95, 1), 1e-5);
        Equal([[whole, whole], [-whole, -whole]], ObjectiveParts.TurnAdvantages["gigpo_std"](batch, 0.95, 0));
    }

    [Fact]
    public async Task The_same_state_of_another_group_is_another_state()
    {
        var batch = TurnBatch.From([await CountedEpisodes.PlayAsync(2, 2, 5, "up", "up"), await CountedEpisodes.PlayAsync(2, 2, 6, "down", "down")]);

        Equal([[0, 0], [0, 0]], TurnAdvantages.GiGpo(batch, 0.95, 1, isScaled: false));
        Equal([[0, 0], [0, 0]], TurnAdvantages.AgainstSameTurn(batch, 0.95));
        Assert.Equal(0, TurnAdvantages.SharedStates(batch));
    }

    // Both solve it, one with a step back: from 0 it is "up" that leads there sooner. Visits of 0: Q = .9, .9³ and .9 → mean .843; of 1: 1, .81, 1.
    [Fact]
    public async Task Of_two_ways_out_of_one_state_the_one_that_leads_to_success_sooner_gets_more()
    {
        var batch = TurnBatch.From([await CountedEpisodes.PlayAsync(2, 8, 0, "up", "up"), await CountedEpisodes.PlayAsync(2, 8, 0, "up", "down", "up", "up")]);
        var (at0, at1) = ((0.9 + 0.729 + 0.9) / 3, (1 + 0.81 + 1) / 3);

        Equal([[0.9 - at0, 1 - at1], [0.729 - at0, 0.81 - at1, 0.9 - at0, 1 - at1]], TurnAdvantages.GiGpo(batch, 0.9, 1, isScaled: false));
        Assert.Equal(1, TurnAdvantages.SharedStates(batch));
    }

    // Q = [.81, .9, 1], [0, 0, 0] and [.9, 1]: means .57, .6333, .5.
    [Fact]
    public async Task Turns_are_compared_with_their_siblings_same_turn()
    {
        var batch = TurnBatch.From(
            [await CountedEpisodes.PlayAsync(2, 3, 0, "sideways", "up", "up"), await CountedEpisodes.PlayAsync(2, 3, 0, "down", "down", "down"), await CountedEpisodes.PlayAsync(2, 3, 0, "up", "up")]);

        Equal(
            [[0.81 - 0.57, 0.9 - (1.9 / 3), 0.5], [-0.57, -1.9 / 3, -0.5], [0.9 - 0.57, 1 - (1.9 / 3)]],
            ObjectiveParts.TurnAdvantages["turn_returns"](batch, 0.9, 1));
    }

    // With one turn an episode all of it is the episode's own advantage.
    [Fact]
    public async Task With_one_turn_it_is_the_advantage_of_the_episode()
    {
        ScoredEpisode[] episodes =
        [
            await CountedEpisodes.PlayAsync(1, 1, 0, "up"), await CountedEpisodes.PlayAsync(1, 1, 0, "down"), await CountedEpisodes.PlayAsync(1, 1, 0, "down"), await CountedEpisodes.PlayAsync(1, 1, 4, "up"),
        ];
        var whole = ObjectiveParts.EpisodeAdvantages["dr_grpo"](AdvantageBatch.From(episodes));

        Assert.Equal([2 / 3.0, -1 / 3.0, -1 / 3.0, 0], whole, (left, right) => Math.Abs(left - right) < 1e-12);
        Assert.Equal(whole.Select(one => new[] { one }), ObjectiveParts.TurnAdvantages["turn_returns"](TurnBatch.From(episodes), 0.7, 1));
    }

    // Process rewards join the turns, and never the comparison of episodes.
    [Fact]
    public async Task What_turns_are_paid_beside_the_task_joins_their_returns_alone()
    {
        ScoredEpisode[] episodes = [await CountedEpisodes.PlayAsync(2, 2, 0, "up", "up"), await CountedEpisodes.PlayAsync(2, 2, 0, "down", "down")];
        var batch = TurnBatch.From(episodes, [[0.2, 0], [0, -0.4]]);

        Equal([[0.2, 1], [0, -0.4]], batch.Rewards_BK);
        Equal([[0.5, 0.5], [-0.5, -0.5]], TurnAdvantages.GiGpo(batch, 1, 0, isScaled: false));
        // Q = [1.2, 1], [−.4, −.4].
        Equal([[0.8, 0.7], [-0.8, -0.7]], TurnAdvantages.AgainstSameTurn(batch, 1));
        Assert.Contains("2 turns", Assert.Throws<ArgumentException>(() => TurnBatch.From(episodes, [[0.2], [0, 0]])).Message, StringComparison.Ordinal);
    }

    // The answer that help gave is nobody's choice: it gets nothing, and the sibling's first turn has nobody to compare with.
    [Fact]
    public async Task Answers_that_help_gave_take_no_part()
    {
        var batch = TurnBatch.From(
            [await CountedEpisodes.PlayAsync(2, 2, 0, new CountedEpisodes.First("up"), "never", "up"), await CountedEpisodes.PlayAsync(2, 2, 0, "down", "down")]);

        Assert.Equal(new bool[][] { [false, true], [true, true] }, batch.IsChosen_BK);
        Equal([[0, 0.5], [0, -0.5]], TurnAdvantages.AgainstSameTurn(batch, 1));
        Equal([[0, 0.5], [-0.5, -0.5]], TurnAdvantages.GiGpo(batch, 1, 1, isScaled: false));
    }

    private static void Equal(double[][] expected, double[][] actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (mine, others) in expected.Zip(actual))
        {
            Assert.Equal(mine, others, (left, right) => Math.Abs(left - right) <= tolerance);
        }
    }
}
