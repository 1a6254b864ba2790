using Agentic.Agents;
using Agentic.Worlds.Points24;
using Agentic.Worlds.Tests.Cards;

namespace Agentic.Worlds.Tests.Points24;

public sealed class Points24Tests
{
    private const string Famous = """{"cards":["8S","3H","8D","3C"],"target":24}""";

    private static readonly IWorldKind Stepwise = CardGames.Kind(Points24Kind.Name);
    private static readonly IWorldKind OneShot = CardGames.Kind(Points24Kind.Name, ("mode", "one_shot"));

    [Fact]
    public async Task The_famous_hand_is_solved_exactly_although_floating_point_misses_it()
    {
        var (parts, solved, _) = await Stepwise.PlayAsync(Stepwise.Task(Famous), "8 / ( 3 - 8 / 3 ) =".Split(' '));
        Assert.True(solved);
        Assert.Equal(1, parts[RewardWeights.Outcome]);
    }

    [Fact]
    public async Task The_oracle_solves_ten_thousand_tasks()
    {
        for (ulong seed = 0; seed < 10_000; seed++)
        {
            Assert.Equal((1, true), await Stepwise.FollowOracleAsync(Stepwise.Generate(seed, Difficulty.Default)));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task The_oracle_solves_other_sizes_of_hands(int cards)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var task = Stepwise.Generate(seed, Difficulty.Of(("cards", cards)));
            Assert.Equal(cards, task.Features["cards"]);
            Assert.Equal((1, true), await Stepwise.FollowOracleAsync(task));
        }
    }

    [Fact]
    public void The_oracle_finds_back_from_any_prefix_that_it_calls_hopeful()
    {
        var task = Stepwise.Task("""{"cards":["2S","3H","4D","6C"],"target":24}""");
        var oracle = ((IOracleSource)Stepwise).CreateOracle(task);
        foreach (var start in new[] { "6", "(", "2", "3", "4" })
        {
            var answers = new List<string> { start };
            Assert.True(oracle.IsOnTheWay(answers));
            while (answers[^1] != "=")
            {
                answers.Add(oracle.Next(answers)!);
            }

            Assert.True(oracle.IsOnTheWay(answers), string.Join(' ', answers));
        }

        Assert.False(oracle.IsOnTheWay(["6", "="]));
        Assert.Null(oracle.Next(["6", "="]));
    }

    [Fact]
    public async Task A_symbol_that_may_not_stand_changes_nothing_and_is_counted()
    {
        var task = Stepwise.Task(Famous);
        await using var world = Stepwise.Open(task);
        var before = world.StateKey;
        var refused = Assert.IsType<StepOutcome.Continued>(await world.SayAsync(Stepwise, task, "5"));
        Assert.Equal((false, before), (refused.Legal, world.StateKey));
        Assert.Equal("'5' may not stand here; expected one of 3 8 (.", refused.Feedback);
        Assert.Equal(Reward.Of(PointsRewards.Illegal, 1), refused.Reward);
        await world.SayAsync(Stepwise, task, "8");
        Assert.NotEqual(before, world.StateKey);
    }

    [Theory]
    [InlineData("8", "=")] // broken off
    [InlineData("8", "+", "8", "+", "3", "+", "3", "=")] // 22
    [InlineData("3", "-", "3", "+", "8", "*", "8", "=")] // 64
    public async Task A_wrong_end_pays_nothing(params string[] answers)
    {
        var (parts, solved, ended) = await Stepwise.PlayAsync(Stepwise.Task(Famous), answers);
        Assert.Equal((false, true, 0, 1), (solved, ended, parts[RewardWeights.Outcome], parts[PointsRewards.Wrong]));
    }

    [Theory]
    [InlineData("8/(3-8/3)")]
    [InlineData(" ( 8 / ( 3 - ( 8 / 3 ) ) ) = ")]
    [InlineData("<think>8*3=24</think>8/(3-8/3)=")]
    public async Task One_shot_takes_any_right_formula(string text)
    {
        var (parts, solved, _) = await OneShot.PlayAsync(OneShot.Task(Famous), text);
        Assert.Equal((true, 1), (solved, parts[RewardWeights.Outcome]));
    }

    [Theory]
    [InlineData("8*3")] // cards left over
    [InlineData("8*3*8/8")] // a card too often, another left out
    [InlineData("8*3+8*3-8*3")]
    [InlineData("8/3-8/3")]
    [InlineData("8*3*(8-8)")]
    [InlineData("8/(3-3)/8")] // division by zero
    [InlineData("8 8 3 3")] // glued
    [InlineData("8**3-8*3")]
    [InlineData("8//3+8//3")]
    [InlineData("-8+8*3+3")]
    [InlineData("8/(3-8/3")]
    [InlineData("8/(3-8/3))")]
    [InlineData("3 3 8 8 / / -")]
    [InlineData("12+12")]
    public async Task One_shot_fails_whatever_is_not_right(string text)
    {
        var (parts, solved, ended) = await OneShot.PlayAsync(OneShot.Task(Famous), text);
        Assert.Equal((false, true, 0), (solved, ended, parts[RewardWeights.Outcome]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("8/(3-8/3)=25")]
    [InlineData("8/(3-8/3)=24=24")]
    [InlineData("answer: 8/(3-8/3)")]
    [InlineData("８/(3-8/3)")]
    [InlineData("8÷(3−8÷3)")]
    [InlineData("int(24)")]
    [InlineData("{\"action\":\"8/(3-8/3)\"}")]
    [InlineData("<think>8/(3-8/3)")]
    public void One_shot_refuses_what_is_no_formula(string text)
    {
        var parse = OneShot.Parse(OneShot.Task(Famous), text);
        Assert.Null(parse.Action);
        Assert.StartsWith("Expected a formula over the cards, but ", parse.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_right_formula_with_one_character_changed_is_right_only_if_it_still_makes_24()
    {
        const string Right = "8/(3-8/3)";
        var task = OneShot.Task(Famous);
        foreach (var edited in Enumerable.Range(0, Right.Length).SelectMany(at => "0123456789+-*/()= ".SelectMany(
            letter => new[] { Right[..at] + letter + Right[(at + 1)..], Right[..at] + letter + Right[at..], Right.Remove(at, 1) })))
        {
            if (OneShot.Parse(task, edited).Action is PointsFormula { Formula: var formula }
                && PointsRules.Judge(((PointsTask)task.Payload).Game, Worlds.Expressions.Hand.Of([3, 3, 8, 8]), formula.Symbols) is null)
            {
                Assert.Equal(Right, edited.Replace(" ", "", StringComparison.Ordinal).TrimEnd('='));
            }
        }
    }

    [Fact]
    public async Task Hopeless_games_end_where_the_option_says_so()
    {
        var kind = CardGames.Kind(Points24Kind.Name, ("cut", "off_path"));
        var (parts, solved, ended) = await kind.PlayAsync(kind.Task(Famous), "8", "/", "3");
        Assert.Equal((false, true, 1), (solved, ended, parts[PointsRewards.OffPath]));
        Assert.True((await kind.FollowOracleAsync(kind.Task(Famous))).Solved);
    }

    [Fact]
    public async Task Json_answers_carry_perception_that_is_scored_apart()
    {
        var kind = CardGames.Kind(Points24Kind.Name, ("answer", "json"));
        var task = kind.Task(Famous);
        var (parts, _, _) = await kind.PlayAsync(
            task,
            """{"cards":["8","3","8","3"],"formula":"","action":"8"}""",
            """{"cards":[3,3,8,8],"formula":"8","thoughts":"divide","action":"/"}""",
            """{"cards":["3","8","8","8"],"formula":"8 *","action":"("}""",
            """{"action":"3"}""");
        Assert.Equal((2, 2), (parts[PointsRewards.CardsRead], parts[PointsRewards.FormulaRead]));
        Assert.True((await kind.FollowOracleAsync(task)).Solved);
    }

    [Theory]
    [InlineData("8")]
    [InlineData("""{"action":"8","action":"3"}""")]
    [InlineData("""{"action":"8"} {"action":"3"}""")]
    [InlineData("""{"action":8}""")]
    [InlineData("""{"action":"8 or 3"}""")]
    [InlineData("""[{"action":"8"}]""")]
    [InlineData("""{"Action":"8"}""")]
    [InlineData("""{"action":"\ud800"}""")]
    public void Json_answers_are_one_strict_object(string text)
    {
        var kind = CardGames.Kind(Points24Kind.Name, ("answer", "json"));
        Assert.NotNull(kind.Parse(kind.Task(Famous), text).Failure);
    }

    [Fact]
    public void Features_are_measured()
    {
        // One way, with either three and either eight in either place: 2 · 2 trees. There are 15 unordered trees over four cards
        // and six operations at each of their three nodes: 15 · 6³ = 3240, less some that divide by 3 − 3 or 8 − 8.
        var task = Stepwise.Task(Famous);
        Assert.Equal(4, task.Features["solutions"]);
        Assert.Equal(10, task.Features["solution_length"]);
        Assert.InRange(task.Features["chance"], 4 / 3239.0, 4 / 3000.0);
        Assert.Equal("3 3 8 8 = 24", task.CanonicalForm);
    }

    [Theory]
    [InlineData("""{"cards":["AS","AH","AD","AC"],"target":24}""", "cards")]
    [InlineData("""{"cards":["1S","3H","8D","3C"],"target":24}""", "cards[0]")]
    [InlineData("""{"cards":["8S"],"target":24}""", "cards")]
    [InlineData("""{"cards":["8S","3H","8D","3C"],"target":0}""", "target")]
    [InlineData("""{"cards":["8S","3H","8D","3C"],"target":24,"mode":"eval"}""", "mode")]
    [InlineData("""{"cards":["8S","3H","8D","3C"],"goal":24}""", "goal")]
    public void Explicit_tasks_that_cannot_be_played_name_the_field(string json, string field) =>
        Assert.Equal(field, Assert.Throws<TaskFormatException>(() => Stepwise.Task(json)).Field);

    [Fact]
    public void Hands_that_need_a_division_can_be_asked_for()
    {
        var kind = CardGames.Kind(Points24Kind.Name, ("division", "needed"));
        for (ulong seed = 0; seed < 20; seed++)
        {
            Assert.Contains("/", ((IOracleSource)kind).CreateOracle(kind.Generate(seed, Difficulty.Default)).Plan(20));
        }
    }

    [Theory]
    [InlineData("points24", "stepwise")]
    [InlineData("points24", "one_shot")]
    [InlineData("ezpoints", "stepwise")]
    [InlineData("ezpoints", "one_shot")]
    public void A_hundred_thousand_hostile_texts_are_understood_or_refused(string world, string mode)
    {
        var kind = CardGames.Kind(world, ("mode", mode));
        var task = kind.Generate(1, Difficulty.Default);
        var understood = 0;
        foreach (var text in CardGames.Hostile(2, 100_000, ["8", "3", "10", "(", ")", "+", "/", "=", " ", "<think>", "</think>", "{", "\"", "\0", "９"]))
        {
            var parse = kind.Parse(task, text);
            Assert.True(parse.Action is null != parse.Failure is null);
            understood += parse.Action is null ? 0 : 1;
        }

        Assert.InRange(understood, 100, 60_000);
        Assert.NotNull(kind.Parse(task, new string('8', 1 << 20)).Failure);
    }
}
