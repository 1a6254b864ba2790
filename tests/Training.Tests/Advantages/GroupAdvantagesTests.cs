using Agentic.Training.Advantages;
using CsCheck;

namespace Agentic.Training.Tests.Advantages;

public sealed class GroupAdvantagesTests
{
    private static readonly int[] OneGroup = [0, 0, 0, 0];

    // Mean 1/4, unbiased variance (9/16 + 3/16)/3 = 1/4: (3/4)/(1/2 + 1e-6) = 1.499997.
    // 0.1 added six times is not 6 · 0.1: a rest of 1e-17 over ε would be an advantage, and the group would not be left out.
    [Fact]
    public void A_uniform_group_has_no_advantage_to_the_last_bit() =>
        Assert.All(GroupAdvantages.Grpo([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], [0, 0, 0, 0, 0, 0]), advantage => Assert.Equal(0.0, advantage));

    [Fact]
    public void Grpo_divides_the_centred_return_by_the_unbiased_deviation() =>
        Equal([1.499997, -0.499999, -0.499999, -0.499999], GroupAdvantages.Grpo([1, 0, 0, 0], OneGroup), 1e-6);

    [Fact]
    public void Grpo_gives_nothing_to_a_group_whose_returns_are_equal() =>
        Equal([0, 0, 0, 0], GroupAdvantages.Grpo([1, 1, 1, 1], OneGroup), 0);

    [Fact]
    public void Grpo_does_not_see_a_shift_or_a_positive_scale() => Assert.Multiple(
        () => Equal(GroupAdvantages.Grpo([1, 0, 0, 0], OneGroup), GroupAdvantages.Grpo([17, 7, 7, 7], OneGroup), 1e-5));

    // A tiny spread is blown up to order one: ±0.00707/0.00707 · … = ±0.7071, the fault that REINFORCE++-baseline avoids.
    [Fact]
    public void Grpo_blows_up_a_tiny_spread() => Equal([-0.7070, 0.7070], GroupAdvantages.Grpo([0.50, 0.51], [3, 3]), 1e-3);

    [Fact]
    public void Dr_grpo_only_centres() => Equal([0.75, -0.25, -0.25, -0.25], GroupAdvantages.DrGrpo([1, 0, 0, 0], OneGroup), 1e-12);

    // Σ|A| = 2 G p (1 − p): G = 4, p = 1/4 gives 3/2.
    [Fact]
    public void Dr_grpo_weighs_a_binary_task_by_its_variance() =>
        Assert.Equal(1.5, GroupAdvantages.DrGrpo([1, 0, 0, 0], OneGroup).Sum(Math.Abs), 1e-12);

    [Fact]
    public void Rloo_takes_the_mean_of_the_others_away()
    {
        Equal([1, -1.0 / 3, -1.0 / 3, -1.0 / 3], GroupAdvantages.Rloo([1, 0, 0, 0], OneGroup), 1e-12);
        Equal([1, -1], GroupAdvantages.Rloo([1, 0], [0, 0]), 1e-12);
    }

    [Fact]
    public void Rloo_is_dr_grpo_times_n_over_n_minus_1()
    {
        double[] returns = [0.1, 0.7, -0.3, 2, 0, 0, 1, 0.5];
        var groups = new int[8];
        double[] scaled = [.. GroupAdvantages.DrGrpo(returns, groups).Select(advantage => advantage * 8 / 7)];
        Equal(scaled, GroupAdvantages.Rloo(returns, groups), 1e-12);
        Assert.Equal(0, GroupAdvantages.Rloo(returns, groups).Sum(), 1e-12);
    }

    // Group 5 holds 1, 0, 2 (mean 1), group 2 holds 4, 8 (mean 6), group 9 holds 3 alone.
    [Fact]
    public void Ragged_interleaved_groups_do_not_mix()
    {
        Equal([0, -2, -1, 3, 2, 1], GroupAdvantages.DrGrpo([1, 4, 0, 3, 8, 2], [5, 2, 5, 9, 2, 5]), 1e-12);
        Equal([0, -2, -1, 0, 2, 1], GroupAdvantages.DrGrpo([1, 4, 0, 3, 8, 2], [5, 2, 5, 9, 2, 5], zeroLone: true), 1e-12);
    }

    // Baseline (1·3 + 0·1)/(3 + 1) = 3/4.
    [Fact]
    public void Opo_weighs_the_baseline_by_length() => Equal([0.25, -0.75], GroupAdvantages.Opo([1, 0], [0, 0], [3, 1]), 1e-12);

    // Centred ±1/2, times 4 rows over 1 row with a return.
    [Fact]
    public void Gpg_scales_by_the_rows_that_were_paid() => Equal([2, -2, 0, 0], GroupAdvantages.Gpg([1, 0, 0, 0], [0, 0, 1, 1]), 1e-12);

    [Fact]
    public void Best_against_second_pays_only_the_best() =>
        Equal([0, 2, 0], GroupAdvantages.BestAgainstSecond([1, 3, 0], [0, 0, 0], epsilon: null), 1e-12);

    [Fact]
    public void Remax_takes_the_greedy_return_away() => Equal([0.5, -1], GroupAdvantages.Remax([1, 0], [0.5, 1]), 1e-12);

    [Fact]
    public void One_group_number_for_each_row_is_demanded()
    {
        var error = Assert.Throws<ArgumentException>(() => GroupAdvantages.DrGrpo([1, 2, 3], [0, 0]));
        Assert.Contains("3 rows but has 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Permuting_rows_permutes_advantages() => Gen.Select(Gen.Double[-2, 2].Array[12], Gen.Int[0, 4].Array[12], Gen.Shuffle(Enumerable.Range(0, 12).ToArray()))
        .Sample((returns, groups, order) =>
        {
            foreach (var estimate in new Func<double[], int[], double[]>[]
            {
                (r, g) => GroupAdvantages.Grpo(r, g), (r, g) => GroupAdvantages.Rloo(r, g), (r, g) => GroupAdvantages.Gpg(r, g), (r, g) => GroupAdvantages.BatchScaled(r, g),
            })
            {
                var plain = estimate(returns, groups);
                var moved = estimate([.. order.Select(row => returns[row])], [.. order.Select(row => groups[row])]);
                Equal([.. order.Select(row => plain[row])], moved, 1e-9);
            }
        });

    internal static void Equal(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var row = 0; row < expected.Length; row++)
        {
            Assert.True(Math.Abs(expected[row] - actual[row]) <= tolerance * (1 + Math.Abs(expected[row])), $"[{row}]: expected {expected[row]:R} but got {actual[row]:R}.");
        }
    }
}
