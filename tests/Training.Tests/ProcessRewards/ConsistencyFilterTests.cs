using Agentic.Agents;
using Agentic.Training.ProcessRewards;

namespace Agentic.Training.Tests.ProcessRewards;

public sealed class ConsistencyFilterTests
{
    // The paper's: k = 4 of 8. Then: all wrong; three of each; nobody to drop; more to keep than there are; one to keep.
    [Theory]
    [InlineData(5, 3, 4, 3, 1)]
    [InlineData(8, 0, 4, 4, 0)]
    [InlineData(0, 8, 4, 0, 4)]
    [InlineData(4, 4, 2, 3, 3)]
    [InlineData(3, 1, 4, 0, 0)]
    [InlineData(1, 2, 9, 0, 0)]
    [InlineData(7, 1, 1, 6, 1)]
    public void As_many_right_as_wrong_stay_where_that_is_possible(int right, int wrong, int keep, int fromRight, int fromWrong) =>
        Assert.Equal((fromRight, fromWrong), ConsistencyFilter.Dropped(right, wrong, keep));

    [Fact]
    public void What_is_dropped_is_never_more_than_there_is()
    {
        foreach (var (right, wrong, keep) in from right in Enumerable.Range(0, 9) from wrong in Enumerable.Range(0, 9) from keep in Enumerable.Range(1, 9) select (right, wrong, keep))
        {
            var (fromRight, fromWrong) = ConsistencyFilter.Dropped(right, wrong, keep);
            Assert.InRange(fromRight, 0, right);
            Assert.InRange(fromWrong, 0, wrong);
            Assert.Equal(Math.Max(0, right + wrong - keep), fromRight + fromWrong);
            // As equal as the numbers allow: never two apart while the larger side has more to give.
            var (left, other) = (right - fromRight, wrong - fromWrong);
            Assert.True(Math.Abs(left - other) <= 1 || (left > other ? fromWrong == 0 : fromRight == 0), $"{left} right and {other} wrong of {right} and {wrong} stay");
        }
    }

    // Group 7, right: .9, .2, .5 → .2 and .5 go with k₊ = ⌊(3 + 3 − 2)/2⌋ = 2; wrong: .1, .8 → .8 goes. Group 3 is small enough.
    [Fact]
    public void Right_ones_with_low_scores_go_and_wrong_ones_with_high_scores()
    {
        bool[] isRight_B = [true, false, true, false, true, true, false];
        double[] scores_B = [0.9, 0.1, 0.2, 0.5, 0.5, 0.1, 0.8];
        int[] groups_B = [7, 7, 7, 3, 7, 3, 7];

        Assert.Equal([true, true, false, true, false, true, false], ConsistencyFilter.Keep(isRight_B, scores_B, groups_B, keep: 2));
    }

    // Only the right ones are ranked: over many keys each wrong one is spared now and then, whatever its score.
    [Fact]
    public void Scores_that_are_not_trusted_choose_among_the_right_alone()
    {
        var spared = new HashSet<int>();
        for (ulong seed = 0; seed < 64; seed++)
        {
            var stays_B = ConsistencyFilter.Keep([true, true, false, false, false], [0.1, 0.9, 0.1, 0.5, 0.9], [0, 0, 0, 0, 0], keep: 2, RandomKey.FromSeed(seed));
            Assert.Equal([false, true], stays_B[..2]);
            spared.Add(Array.IndexOf(stays_B, true, 2));
        }

        Assert.Equal([2, 3, 4], spared.Order());
        Assert.Equal([false, true, true, false, false], ConsistencyFilter.Keep([true, true, false, false, false], [0.1, 0.9, 0.1, 0.5, 0.9], [0, 0, 0, 0, 0], keep: 2));
    }

    [Fact]
    public void Counts_that_differ_are_refused() =>
        Assert.Contains("scores_B", Assert.Throws<ArgumentException>(() => ConsistencyFilter.Keep([true], [], [0], 1)).Message, StringComparison.Ordinal);
}
