using Agentic.Training.Advantages;

namespace Agentic.Training.Tests.Advantages;

public sealed class TokenAdvantagesTests
{
    private static readonly bool[,] Three = { { true, true, true } };

    // γ = λ = 1: A_t = 1 − V_t. γ = .9, λ = .5: δ = −.5 + .9·.6 = .04; −.6 + .9·.8 = .12; 1 − .8 = .2;
    // A = .2; .12 + .45·.2 = .21; .04 + .45·.21 = .1345.
    [Theory]
    [InlineData(1, 1, 0.5, 0.4, 0.2)]
    [InlineData(0.9, 0.5, 0.1345, 0.21, 0.2)]
    public void Gae_follows_its_recursion(double gamma, double lambda, double first, double second, double third)
    {
        var (advantages, returns) = GeneralizedAdvantage.Estimate(new double[,] { { 0, 0, 1 } }, new double[,] { { 0.5, 0.6, 0.8 } }, Three, gamma, lambda);
        GroupAdvantagesTests.Equal([first, second, third], [.. advantages.Cast<double>()], 1e-12);
        GroupAdvantagesTests.Equal([first + 0.5, second + 0.6, third + 0.8], [.. returns.Cast<double>()], 1e-12);
    }

    [Theory]
    [InlineData(99.0)]
    [InlineData(double.NaN)]
    public void Gae_looks_past_an_observation(double forecastThere)
    {
        var (advantages, returns) = GeneralizedAdvantage.Estimate(
            new[,] { { 0, 0, forecastThere, 1 } }, new[,] { { 0.5, 0.6, forecastThere, 0.8 } }, new[,] { { true, true, false, true } }, 0.9, 0.5);
        GroupAdvantagesTests.Equal([0.1345, 0.21, 0, 0.2], [.. advantages.Cast<double>()], 1e-12);
        Assert.Equal(0, returns[0, 2]);
    }

    // Tokens 1, 0, 0, 0: mean 1/4, deviation 1/2.
    [Fact]
    public void Reinforce_plus_plus_whitens_over_the_tokens_of_the_batch()
    {
        var mask = new[,] { { true, false, false }, { true, true, true } };
        var advantages = ReinforcePlusPlus.Token(new[,] { { 1, double.NaN, double.NaN }, { 0, 0, 0 } }, mask);
        GroupAdvantagesTests.Equal([1.5, 0, 0, -0.5, -0.5, -0.5], [.. advantages.Cast<double>()], 1e-6);
    }

    // The same two responses, 1 and 3 tokens long: one number each.
    [Fact]
    public void Reinforce_plus_plus_of_whole_responses_counts_their_tokens() =>
        GroupAdvantagesTests.Equal([1.5, -0.5], ReinforcePlusPlus.Episode([1, 0], [1, 3]), 1e-6);

    // Centred ½, −½, 0, 0; unbiased variance ½/3: ½/√(1/6) = 1.2247.
    [Fact]
    public void Reinforce_plus_plus_with_a_baseline_centres_groups_and_whitens_the_batch()
    {
        var advantages = ReinforcePlusPlus.Baseline([1, 0, 1, 1], [0, 0, 1, 1], new[,] { { true }, { true }, { true }, { true } });
        GroupAdvantagesTests.Equal([1.224745, -1.224745, 0, 0], [.. advantages.Cast<double>()], 1e-6);
    }

    // r = 1, 2, 4 with γ = ½ over sampled tokens: 4; 2 + 2 = 4; 1 + 2 = 3. The observation between costs no discount.
    [Fact]
    public void Returns_are_carried_across_the_tokens_of_the_world()
    {
        var returns = TokenReturns.Discounted(new[,] { { 1, 2, double.NaN, 4 } }, new[,] { { true, true, false, true } }, 0.5);
        GroupAdvantagesTests.Equal([3, 4, 0, 4], [.. returns.Cast<double>()], 1e-12);
    }

    [Fact]
    public void Whitening_needs_two_tokens()
    {
        var error = Assert.Throws<ArgumentException>(() => Whitening.Masked(new double[,] { { 1, 2 } }, new[,] { { true, false } }));
        Assert.Contains("has 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grid_of_another_shape_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => TokenReturns.ToGo(new double[1, 2], Three));
        Assert.Contains("rewards_BT must have shape [1, 3] but has [1, 2].", error.Message, StringComparison.Ordinal);
    }

    // Equal energies: the baseline at each place is the siblings' mean return; beyond the shorter one it is 0.
    [Fact]
    public void An_optimal_baseline_with_equal_energies_is_the_mean()
    {
        var mask = new[,] { { true, true }, { true, false } };
        var half = new[,] { { Math.Log(0.5), Math.Log(0.5) }, { Math.Log(0.5), 0 } };
        var squares = new[,] { { 0.5, 0.5 }, { 0.5, 0.5 } };
        var advantages = OptimalTokenBaseline.Estimate(new double[,] { { 0, 3 }, { 1, 0 } }, [0, 0], half, squares, mask);
        GroupAdvantagesTests.Equal([1, 3, -1, 0], [.. advantages.Cast<double>()], 1e-6);
    }

    [Theory]
    [InlineData(16384, 0)]
    [InlineData(17408, -0.25)]
    [InlineData(18432, -0.5)]
    [InlineData(20480, -1)]
    [InlineData(30000, -1)]
    public void The_overlong_penalty_falls_over_its_buffer(int length, double expected) =>
        Assert.Equal(expected, OverlongPenalty.At(length, budget: 20480, buffer: 4096), 1e-12);

    [Fact]
    public void Only_mixed_groups_are_kept() =>
        Assert.Equal([false, true, false, false, true, false, false, true, false], GroupFilter.IsMixed([1, 0, 0, 1, 1, 0, 1, 0, 0], [0, 1, 2, 0, 1, 2, 0, 1, 2]));

    // 1 − .02^16 − .98^16 = .2763; 1 − 2 · 2^−16 = .99997.
    [Fact]
    public void The_chance_to_keep_a_group_peaks_in_the_middle()
    {
        Assert.Equal(0.2763, GroupFilter.KeepChance(0.02, 16), 1e-4);
        Assert.Equal(0.2763, GroupFilter.KeepChance(0.98, 16), 1e-4);
        Assert.Equal(0.99997, GroupFilter.KeepChance(0.5, 16), 1e-5);
    }

    // A part that was not judged counts for nothing; a response without any has no return.
    [Fact]
    public void Parts_that_were_not_judged_are_left_out() =>
        Assert.Equal([5, 1, double.NaN], RewardParts.Weighted(new[,] { { 1, 2 }, { 1, double.NaN }, { double.NaN, double.NaN } }, [1, 2]));
}
