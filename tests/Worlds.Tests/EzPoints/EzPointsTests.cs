using Agentic.Agents;
using Agentic.Worlds.EzPoints;
using Agentic.Worlds.Points24;
using Agentic.Worlds.Tests.Cards;

namespace Agentic.Worlds.Tests.EzPoints;

public sealed class EzPointsTests
{
    private static readonly IWorldKind Kind = CardGames.Kind(EzPointsKind.Name);

    [Fact]
    public async Task The_oracle_solves_ten_thousand_tasks()
    {
        for (ulong seed = 0; seed < 10_000; seed++)
        {
            Assert.Equal((1, true), await Kind.FollowOracleAsync(Kind.Generate(seed, Difficulty.Default)));
        }
    }

    [Fact]
    public async Task Every_target_of_the_axis_can_be_dealt()
    {
        for (var target = 4; target <= 20; target++)
        {
            var task = Kind.Generate(7, Difficulty.Of(("target", target)));
            Assert.Equal(target, task.Features["target"]);
            Assert.True((await Kind.FollowOracleAsync(task)).Solved);
        }
    }

    [Theory]
    [InlineData("2", "+", "6", "=")] // 8
    [InlineData("2", "=")]
    public async Task A_wrong_formula_pays_nothing(params string[] answers)
    {
        var task = Kind.Task("""{"cards":["2S","6H"],"target":12}""");
        var (parts, solved, ended) = await Kind.PlayAsync(task, answers);
        Assert.Equal((false, true, 0, 1), (solved, ended, parts[RewardWeights.Outcome], parts[PointsRewards.Wrong]));
        Assert.True((await Kind.PlayAsync(task, "6", "*", "2", "=")).Solved);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("/")]
    [InlineData("(")]
    [InlineData("14")]
    [InlineData("two")]
    public void Symbols_of_the_larger_game_are_refused_with_what_was_expected(string text)
    {
        var task = Kind.Generate(0, Difficulty.Default);
        Assert.Contains("11 12 13 + * =", Kind.Parse(task, text).Failure!, StringComparison.Ordinal);
    }

    [Fact]
    public void The_chance_is_the_share_of_the_two_formulas_that_are_right()
    {
        Assert.Equal(0.5, Kind.Task("""{"cards":["2S","6H"],"target":12}""").Features["chance"]);

        // 2 + 2 = 2 * 2 = 4
        Assert.Equal(1.0, Kind.Task("""{"cards":["2S","2H"],"target":4}""").Features["chance"]);
    }
}
