using Agentic.Training.Advantages;
using Agentic.Training.Tests.Objectives;

namespace Agentic.Training.Tests.Advantages;

public sealed class EpisodeGridTests
{
    public static TheoryData<string> Cases => FixtureCases.NamesOf("objectives", name => name.StartsWith("verl.advantage.gae.", StringComparison.Ordinal));

    // An episode of the fixtures: what is masked stands between two turns.
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_chain_through_an_episodes_turns_agrees_with_verl(string name)
    {
        var cases = FixtureCases.Require("objectives", name);
        var (settings, inputs) = (cases.Case(name).GetProperty("settings"), cases.Case(name).GetProperty("inputs"));
        double[,] Grid(string key) => cases.Grid(inputs.GetProperty(key).GetString()!);
        var (rewards, values, mask) = (Grid("token_level_rewards"), Grid("values"), cases.Mask(inputs.GetProperty("response_mask").GetString()!));
        var places = Enumerable.Range(0, mask.GetLength(0)).Select(row => Enumerable.Range(0, mask.GetLength(1)).Where(token => mask[row, token]).ToArray()).ToArray();
        var grid = EpisodeGrid.Of([.. places.Select((tokens, row) => new EpisodeChain(
            [.. Runs(tokens).Select((length, turn) => (turn, length))], new double[Runs(tokens).Count],
            [.. tokens.Select(token => (float)values[row, token])], [.. tokens.Select(token => rewards[row, token])]))]);
        var (advantages, returns, isTaught) = TokenAdvantages.Levels[TokenAdvantages.Token](grid, settings.Number("gamma")!.Value, 0.3, settings.Number("lam")!.Value);

        double[] Expected(string output) => [.. places.SelectMany((tokens, row) => tokens.Select(token => cases.Grid($"{name}/{output}")[row, token]))];
        Near.Equal(Expected("advantages"), [.. TokenGrid.Sampled(Whitening.Masked(advantages, grid.IsSampled_BT), grid.IsSampled_BT)], name);
        Near.Equal(Expected("returns"), [.. TokenGrid.Sampled(returns, isTaught)], name);
    }

    // V = .4, .6 before the turns, γ = .9, λ = 1: A_2 = 1 − .6 = .4; A_1 = .9·.6 − .4 + .9·.4 = .5. Each turn's tokens have their turn's.
    [Fact]
    public void Turns_are_chained_by_the_forecasts_before_their_first_tokens()
    {
        var grid = EpisodeGrid.Of([new EpisodeChain([(0, 2), (1, 3)], [0, 1], [0.4f, 99, 0.6f, 98, 97])]);
        var (advantages, returns, isTaught) = TokenAdvantages.OfTurns(grid, 0.9, 1);

        GroupAdvantagesTests.Equal([0.5, 0.5, 0.4, 0.4, 0.4], [.. advantages.Cast<double>()], 1e-7);
        GroupAdvantagesTests.Equal([0.9, 1.0], [.. TokenGrid.Sampled(returns, isTaught)], 1e-7);
        Assert.Equal([true, false, true, false, false], isTaught.Cast<bool>());
    }

    // Turn ends V = .4, .6, γ_turn = .95: A = .4 and .95·.6 − .4 + .95·.4 = .55; returns 1 and .95. Within: .95 − .2, .95 − .4; 1 − .5, 1 − .6.
    // The first turn is paid nothing, and is a turn all the same.
    [Fact]
    public void Turns_first_and_tokens_within_them()
    {
        var grid = EpisodeGrid.Of([new EpisodeChain([(0, 2), (1, 2)], [0, 1], [0.2f, 0.4f, 0.5f, 0.6f])]);
        var (advantages, returns, _) = TokenAdvantages.OfBoth(grid, 1, 0.95, 1);

        GroupAdvantagesTests.Equal([0.75, 0.55, 0.5, 0.4], [.. advantages.Cast<double>()], 1e-7);
        GroupAdvantagesTests.Equal([0.95, 0.95, 1, 1], [.. returns.Cast<double>()], 1e-7);
    }

    // RAGEN's own vector: 1 paid at the fifth and the tenth token, V = .1, .2, … 1.
    [Fact]
    public void Both_levels_give_the_published_vector()
    {
        var grid = EpisodeGrid.Of([new EpisodeChain([(0, 5), (1, 5)], [1, 1], [.. Enumerable.Range(1, 10).Select(at => at / 10f)])]);
        var (advantages, _, _) = TokenAdvantages.OfBoth(grid, 1, 0.95, 1);

        GroupAdvantagesTests.Equal([1.85, 1.75, 1.65, 1.55, 1.45, 0.4, 0.3, 0.2, 0.1, 0], [.. advantages.Cast<double>()], 1e-6);
        GroupAdvantagesTests.Equal(
            [1.1880, 1.0596, 0.9311, 0.8027, 0.6743, -0.6743, -0.8027, -0.9311, -1.0596, -1.1880], [.. Whitening.Masked(advantages, grid.IsSampled_BT).Cast<double>()], 1e-4);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.9, 0.5)]
    public void With_one_turn_both_levels_are_the_chain_of_tokens(double gamma, double lambda)
    {
        var grid = EpisodeGrid.Of([new EpisodeChain([(0, 3)], [1], [0.5f, 0.6f, 0.8f]), new EpisodeChain([(2, 2)], [0, 0, -1, 0.5], [0.3f, 0.1f])]);

        Assert.Equal(TokenAdvantages.OfTokens(grid, gamma, lambda).Advantages_BT, TokenAdvantages.OfBoth(grid, gamma, 0.7, lambda).Advantages_BT);
        // And with one token too, both are the error of one forecast.
        var single = EpisodeGrid.Of([new EpisodeChain([(0, 1)], [1], [0.25f])]);
        Assert.Equal([0.75], TokenAdvantages.OfTurns(single, gamma, lambda).Advantages_BT.Cast<double>());
    }

    // Turns 1 and 3 of five are the policy's. What the others earn goes to its word before; the 5 of turn 0 to nobody.
    [Fact]
    public void What_is_paid_while_others_answer_goes_to_the_word_before()
    {
        var grid = EpisodeGrid.Of([new EpisodeChain([(1, 2), (3, 1)], [5, 0.1, 0.2, 0.3, 0.4], [0, 0, 0], [-0.01, -0.02, -0.03])]);

        GroupAdvantagesTests.Equal([-0.01, 0.28, 0.67], [.. grid.Rewards_BT.Cast<double>()], 1e-12);
        Assert.Equal([false, true, true], grid.IsTurnEnd_BT.Cast<bool>());
    }

    [Fact]
    public void An_episode_is_chained_alone_whatever_stands_beside_it()
    {
        EpisodeChain[] episodes = [new([(0, 3)], [1], [0.5f, 0.6f, 0.8f]), new([(0, 1), (1, 1)], [0, 2], [0.3f, 0.1f])];
        foreach (var level in TokenAdvantages.Levels.Values)
        {
            var (together, turned) = (level(EpisodeGrid.Of(episodes), 0.9, 0.8, 0.7), level(EpisodeGrid.Of([episodes[1], episodes[0]]), 0.9, 0.8, 0.7));
            for (var token = 0; token < 3; token++)
            {
                Assert.Equal((together.Advantages_BT[0, token], together.Returns_BT[1, token]), (turned.Advantages_BT[1, token], turned.Returns_BT[0, token]));
            }
        }
    }

    private static List<int> Runs(int[] tokens)
    {
        var runs = new List<int>();
        for (var at = 0; at < tokens.Length; at++)
        {
            if (at > 0 && tokens[at] == tokens[at - 1] + 1)
            {
                runs[^1]++;
            }
            else
            {
                runs.Add(1);
            }
        }

        return runs;
    }
}
