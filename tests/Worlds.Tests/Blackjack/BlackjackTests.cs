using Agentic.Agents;
using Agentic.Worlds.Blackjack;
using Agentic.Worlds.Tests.Cards;

namespace Agentic.Worlds.Tests.Blackjack;

public sealed class BlackjackTests
{
    private static readonly IWorldKind Kind = CardGames.Kind(BlackjackKind.Name);

    [Fact]
    public void The_optimum_is_the_published_one()
    {
        // Enumerated for these rules elsewhere: −0.0466. A dealer who draws on a soft 17 wins more.
        Assert.Equal(-0.0466, BlackjackOptimum.Standing.MeanReturn, 4);
        Assert.True(BlackjackOptimum.Hitting.MeanReturn < BlackjackOptimum.Standing.MeanReturn);
    }

    [Theory]
    [InlineData(20, false, 10, false)]
    [InlineData(11, false, 6, true)]
    [InlineData(12, false, 4, false)] // the book: stand on 12 against 4, 5, 6
    [InlineData(12, false, 3, true)]
    [InlineData(16, false, 10, true)]
    [InlineData(8, true, 9, true)] // soft 18 against 9
    [InlineData(8, true, 8, false)]
    public void Best_play_is_basic_strategy(int hard, bool hasAce, int dealerUp, bool hits)
    {
        var count = new HandCount(hard, hasAce);
        var optimum = BlackjackOptimum.Standing;
        Assert.Equal(hits, optimum.Hit(count, dealerUp) > optimum.Stand(count, dealerUp));
    }

    [Theory]
    [InlineData("stand")]
    [InlineData("hit")]
    public async Task The_oracle_plays_ten_thousand_games_within_three_standard_errors_of_the_optimum(string soft17)
    {
        const int Games = 10_000;
        var kind = CardGames.Kind(BlackjackKind.Name, ("soft17", soft17));
        var (sum, squares, wins) = (0.0, 0.0, 0);
        for (ulong seed = 0; seed < Games; seed++)
        {
            var (outcome, solved) = await kind.FollowOracleAsync(kind.Generate(seed, Difficulty.Default));
            (sum, squares, wins) = (sum + outcome, squares + (outcome * outcome), wins + (solved ? 1 : 0));
        }

        var mean = sum / Games;
        var error = Math.Sqrt(((squares / Games) - (mean * mean)) / Games);
        Assert.Equal(((IGameOfChance)kind).OptimalMeanReturn(Difficulty.Default), mean, 3 * error);

        // 42.9 % of the games are won; three standard errors are 1.5 points.
        Assert.InRange(wins / (double)Games, 0.414, 0.444);
    }

    [Theory]
    [InlineData("""{"player":["10S","9H"],"dealer":["6D","KC"],"coming":["7S","9H","3C"]}""", "stand", 1)] // 19 : 16+7 busts
    [InlineData("""{"player":["10S","9H"],"dealer":["KD","9C"],"coming":["7S","9H","3C"]}""", "stand", 0)] // 19 : 19
    [InlineData("""{"player":["10S","9H"],"dealer":["KD","JC"],"coming":["7S","9H","3C"]}""", "stand", -1)] // 19 : 20
    [InlineData("""{"player":["10S","9H"],"dealer":["KD","JC"],"coming":["3S","9H","3C"]}""", "hit", -1)] // 22
    [InlineData("""{"player":["10S","7H"],"dealer":["AD","6C"],"coming":["4S","9H","3C"]}""", "stand", 0)] // 17 : soft 17 stands
    [InlineData("""{"player":["10S","7H"],"dealer":["AD","6C"],"coming":["4S","9H","3C"],"soft17":"hit"}""", "stand", -1)] // : 21
    [InlineData("""{"player":["AS","5H"],"dealer":["10D","10C"],"coming":["5S","KH","3C","10S","9S"]}""", "hit stand", 1)] // soft 21 : 20
    [InlineData("""{"player":["AS","KH"],"dealer":["10D","AC"],"coming":["5S","KH","3C","10S","9S"]}""", "stand", 0)] // naturals draw
    public async Task Games_end_as_counted_by_hand(string json, string answers, double outcome)
    {
        var (parts, solved, ended) = await Kind.PlayAsync(Kind.Task(json), answers.Split(' '));
        Assert.True(ended);
        Assert.Equal((outcome, outcome > 0), (parts[RewardWeights.Outcome], solved));
    }

    [Fact]
    public void Nobody_ever_runs_out_of_the_cards_to_come()
    {
        var random = RandomKey.FromSeed(5).Stream();
        for (var game = 0; game < 100_000; game++)
        {
            var start = BlackjackRules.Start(BlackjackDeal.Draw(ref random));
            for (var hits = 0; !start.Player.IsBust; hits++)
            {
                // Every number of hits is tried on the same deal; an index past the cards would throw.
                foreach (var soft17 in new[] { false, true })
                {
                    var copy = start;
                    BlackjackRules.Stand(ref copy, soft17);
                }

                BlackjackRules.Hit(ref start);
            }
        }
    }

    [Theory]
    [InlineData("""{"player":["10S","2H"],"dealer":["6D","KC"],"coming":["9S"]}""", "coming")]
    [InlineData("""{"player":["10S"],"dealer":["6D","KC"],"coming":["9S"]}""", "player")]
    [InlineData("""{"player":["10S","2H"],"dealer":["6D","0C"],"coming":["9S"]}""", "dealer[1]")]
    public void Explicit_tasks_that_cannot_be_played_name_the_field(string json, string field) =>
        Assert.Equal(field, Assert.Throws<TaskFormatException>(() => Kind.Task(json)).Field);

    [Theory]
    [InlineData("hit", true)]
    [InlineData("  HIT ", true)]
    [InlineData("Stand", true)]
    [InlineData("stick", true)]
    [InlineData("hit or stand", false)]
    [InlineData("don't hit", false)]
    [InlineData("hіt", false)] // a Cyrillic i
    [InlineData("", false)]
    public void Answers_are_one_word(string text, bool understood) =>
        Assert.Equal(understood, Kind.Parse(Kind.Generate(0, Difficulty.Default), text).Action is not null);

    [Fact]
    public void A_hundred_thousand_hostile_texts_are_understood_or_refused()
    {
        var task = Kind.Generate(1, Difficulty.Default);
        var understood = CardGames.Hostile(4, 100_000, ["hit", "stand", "stick", " ", "</think>", "h", "{"])
            .Count(text => Kind.Parse(task, text).Action is not null);
        Assert.InRange(understood, 100, 60_000);
    }

    [Fact]
    public async Task The_hidden_card_shows_neither_in_the_frame_nor_in_the_state()
    {
        async Task<(Observation, string)> See(string hidden)
        {
            var kind = CardGames.Kind(BlackjackKind.Name, ("prompt_text", "state"));
            var task = kind.Task($$"""{"player":["10S","2H"],"dealer":["6D","{{hidden}}"],"coming":["9S","9H","9C"]}""");
            await using var world = kind.Open(task);
            return (await world.ObserveAsync(CancellationToken.None), ((IDescribable)world).DescribeState());
        }

        Assert.Equal(await See("KC"), await See("9D"));
    }
}
