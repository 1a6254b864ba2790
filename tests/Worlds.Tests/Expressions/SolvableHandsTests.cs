using Agentic.Worlds.Expressions;
using Agentic.Worlds.Points24;

namespace Agentic.Worlds.Tests.Expressions;

public sealed class SolvableHandsTests
{
    /// <summary>Published counts: 566 of the 715 multisets over 1–10, 73.09 % of all deals; 1,362 of the 1,820 over 1–13.</summary>
    [Fact]
    public void The_solvable_hands_of_24_points_are_as_many_as_known()
    {
        var table = SolvableHands.For(4, 24, PointsGame.FullAlphabet);
        var (upToTen, upToThirteen, deals, total) = (0, 0, 0.0, 0.0);
        foreach (var hand in Multisets())
        {
            var isSolvable = table[hand] ? 1 : 0;
            upToThirteen += isSolvable;
            if (hand[3] <= 10)
            {
                upToTen += isSolvable;

                // 4! orders less repetitions, and four ranks behind each ten.
                var weight = 24.0 / hand.GroupBy(value => value).Aggregate(1, (product, same) => product * Factorial(same.Count()))
                    * hand.Aggregate(1.0, (product, value) => product * (value == 10 ? 4 : 1));
                deals += isSolvable * weight;
                total += weight;
            }
        }

        Assert.Equal((566, 1362), (upToTen, upToThirteen));
        Assert.Equal(Math.Pow(13, 4), total);
        Assert.Equal(0.7309, deals / total, 4);
    }

    [Fact]
    public void Order_does_not_matter()
    {
        var table = SolvableHands.For(4, 24, PointsGame.FullAlphabet);
        Assert.True(table[[8, 3, 3, 8]] && table[[3, 8, 8, 3]]);


        // (1 + 1 + 1) · 2 = 6 is the most.
        Assert.False(table[[1, 1, 1, 2]] || table[[2, 1, 1, 1]]);
    }

    [Fact]
    public void Larger_hands_are_solved_one_by_one()
    {
        Assert.True(SolvableHands.CanReach([1, 2, 3, 4, 5, 6], 24, PointsGame.FullAlphabet));

        // Six ones reach at most (1+1+1)·(1+1+1) = 9.
        Assert.True(SolvableHands.CanReach([1, 1, 1, 1, 1, 1], 9, PointsGame.FullAlphabet));
        Assert.False(SolvableHands.CanReach([1, 1, 1, 1, 1, 1], 10, PointsGame.FullAlphabet));
    }

    [Fact]
    public void A_solution_found_has_the_target_as_its_value_for_every_solvable_hand()
    {
        foreach (var hand in Multisets().Where((_, i) => i % 7 == 0))
        {
            var tree = TargetSearch.Find(new HandValues(hand, PointsGame.FullAlphabet), 24);
            Assert.Equal(SolvableHands.For(4, 24, PointsGame.FullAlphabet)[hand], tree is not null);
            if (tree is not null)
            {
                Assert.Null(PointsRules.Judge(new PointsGame(24, PointsGame.FullAlphabet), Hand.Of(hand), tree.ToSymbols()));
            }
        }
    }

    [Fact]
    public void Expressions_are_counted_as_trees()
    {
        // 2 ∘ 6 under + and *: 8 and 12, one tree each.
        var easy = new HandValues([2, 6], PointsGame.EasyAlphabet);
        Assert.Equal(new Dictionary<Rational, long> { [8] = 1, [12] = 1 }, easy.Of(easy.All));

        // 2 ∘ 2 under all four: 4 = 2+2 = 2·2, 0 = 2−2 both ways round, 1 = 2/2 both ways round.
        var full = new HandValues([2, 2], PointsGame.FullAlphabet);
        Assert.Equal(new Dictionary<Rational, long> { [4] = 2, [0] = 2, [1] = 2 }, full.Of(full.All));
    }

    private static IEnumerable<int[]> Multisets()
    {
        for (var a = 1; a <= 13; a++)
        {
            for (var b = a; b <= 13; b++)
            {
                for (var c = b; c <= 13; c++)
                {
                    for (var d = c; d <= 13; d++)
                    {
                        yield return [a, b, c, d];
                    }
                }
            }
        }
    }

    private static int Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
