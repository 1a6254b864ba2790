using System.Collections.Immutable;
using Agentic.Training.Curricula;

namespace Agentic.Training.Tests.Curricula;

/// <summary>Rules over rungs, followed by hand.</summary>
public sealed class CurriculumRuleTests
{
    // 3 of 4 are enough to go up; 1 of 2 decides nothing yet; with 0 of 2 more it is 1 of 4, which is not below a quarter; 0 of 4 is.
    [Fact]
    public void A_staircase_goes_up_and_down_by_the_success_on_its_own_rung_and_counts_anew_after_each_decision()
    {
        var rule = new Staircase(Up: 0.75, Down: 0.25, Over: 4, Review: 0.2);
        var state = LadderState.Empty(3);
        var levels = new List<int>();
        foreach (var round in new[] { Round((4, 3), (0, 0), (0, 0)), Round((9, 9), (2, 1), (0, 0)), Round((0, 0), (2, 0), (0, 0)), Round((0, 0), (4, 0), (0, 0)), Round((4, 0), (0, 0), (0, 0)) })
        {
            state = rule.Observe(state, round);
            levels.Add(state.Level);
        }

        Assert.Equal([1, 1, 1, 0, 0], levels);
        Assert.Equal([1, 0, 0], rule.Weights_R(state));
    }

    [Fact]
    public void A_staircase_goes_no_further_than_its_last_rung_and_looks_back_at_those_below()
    {
        var rule = new Staircase(Up: 0.75, Down: 0.25, Over: 2, Review: 0.2);
        var state = LadderState.Empty(3);
        for (var round = 0; round < 5; round++)
        {
            state = rule.Observe(state, Round((2, 2), (2, 2), (2, 2)));
        }

        Assert.Equal((2, 2.0), (state.Level, rule.Place(state)));
        Assert.Equal([0.1, 0.1, 0.8], rule.Weights_R(state));
    }

    // First rung: 4 of 4, then 0 of 4 more: with half the weight for what is old, 2 of 6. Third: 0 of 4, 0 of 2.
    [Fact]
    public void A_band_prefers_what_is_solved_now_and_then_and_what_nobody_has_tried()
    {
        var rule = new SuccessBand(Low: 0.2, High: 0.8, Outside: 0.1, Decay: 0.5);
        var first = rule.Observe(LadderState.Empty(3), Round((4, 4), (0, 0), (4, 0)));
        var second = rule.Observe(first, Round((4, 0), (0, 0), (0, 0)));

        Assert.Equal([0.1, 1, 0.1], rule.Weights_R(first));
        Assert.Equal([1, 1, 0.1], rule.Weights_R(second));
        Assert.Equal(2 / 6.0, second.Success(0));
        Assert.Equal([1, 1, 1], new SuccessBand(0.2, 0.8, 0, 0.5).Weights_R(rule.Observe(LadderState.Empty(3), Round((4, 4), (4, 4), (4, 0)))));
    }

    // 1, .75, .25: half-way between the second and the third rung. .25, .75, 0: the first two pooled are .5. 1, –, 0: half-way between them.
    [Theory]
    [InlineData(4, 3, 1, 1.5)]
    [InlineData(1, 3, 0, 1)]
    [InlineData(4, null, 0, 1)]
    [InlineData(4, 3, null, 2)]
    [InlineData(4, 4, 3, 3)]
    [InlineData(1, 0, 0, 0)]
    [InlineData(null, null, null, 0)]
    public void A_frontier_is_where_success_that_falls_from_rung_to_rung_crosses_one_half(int? first, int? second, int? third, double place)
    {
        var rule = new Frontier(Target: 0.5, Width: 1, Floor: 0.05, Decay: 1);
        var state = rule.Observe(LadderState.Empty(4), Round([.. new[] { first, second, third, null }.Select(solved => (solved is null ? 0 : 4, solved ?? 0))]));

        Assert.Equal(place, rule.Place(state));
    }

    // e^(−1.5²/2) = 0.3247, e^(−0.5²/2) = 0.8825.
    [Fact]
    public void Draws_lie_around_the_frontier_and_none_is_lost_from_sight()
    {
        var rule = new Frontier(Target: 0.5, Width: 1, Floor: 0.05, Decay: 1);
        var weights = rule.Weights_R(rule.Observe(LadderState.Empty(4), Round((4, 4), (4, 3), (4, 1), (0, 0))));

        double[] expected = [0.3747, 0.9325, 0.9325, 0.3747];
        Assert.All(expected.Zip(weights), pair => Assert.Equal(pair.First, pair.Second, 4));
    }

    private static LadderState Round(params (int Episodes, int Solved)[] rungs) =>
        new([.. rungs.Select(rung => (double)rung.Episodes)], [.. rungs.Select(rung => (double)rung.Solved)], 0);
}
