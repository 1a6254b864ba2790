using Agentic.Agents;
using Agentic.Worlds.NumberLine;
using Agentic.Worlds.Tests.Cards;

namespace Agentic.Worlds.Tests.NumberLine;

public sealed class NumberLineTests
{
    private static readonly IWorldKind Kind = CardGames.Kind(NumberLineKind.Name);

    [Fact]
    public async Task The_oracle_solves_ten_thousand_tasks_in_as_many_moves_as_they_are_far()
    {
        for (ulong seed = 0; seed < 10_000; seed++)
        {
            var task = Kind.Generate(seed, Difficulty.FromScalar(seed % 11 / 10.0, Kind.Descriptor.Axes));
            Assert.Equal((1, true), await Kind.FollowOracleAsync(task));
            Assert.Equal(task.Features["solution_length"], ((IOracleSource)Kind).CreateOracle(task).Plan(100).Length);
        }
    }

    [Fact]
    public async Task Moves_away_and_off_the_end_are_counted_and_the_end_holds()
    {
        var task = Kind.Task("""{"max":5,"target":2,"current":1}""");
        await using var world = (NumberLineWorld)Kind.Open(task);
        var start = world.StateKey;
        Assert.Equal(Reward.Of(NumberLineKind.NotNearer, 1), Assert.IsType<StepOutcome.Continued>(await world.SayAsync(Kind, task, "-")).Reward);
        var atEnd = Assert.IsType<StepOutcome.Continued>(await world.SayAsync(Kind, task, "-"));
        Assert.Equal((false, "The line ends here; it goes from 0 to 5."), (atEnd.Legal, atEnd.Feedback));
        await using var fork = world.Fork();
        await world.SayAsync(Kind, task, "+");
        Assert.Equal(start, world.StateKey);
        Assert.NotEqual(start, fork.StateKey);
        Assert.True(Assert.IsType<StepOutcome.Terminated>(await world.SayAsync(Kind, task, "+")).Solved);
    }

    [Fact]
    public void The_chance_of_coin_tosses_is_that_of_the_walk()
    {
        // On 0..2 from 1 to 2: + at once 1/2; or − then (at 0, a lost − stays) … within two moves only 1/2; within three:
        // −,+,+ adds 1/8.
        var start = new NumberLineState(Max: 2, Target: 2, Current: 1);
        Assert.Equal(0.5, NumberLineRules.Chance(start, 1));
        Assert.Equal(0.5, NumberLineRules.Chance(start, 2));
        Assert.Equal(0.625, NumberLineRules.Chance(start, 3));
    }

    [Theory]
    [InlineData("plus")]
    [InlineData("+-")]
    [InlineData("+ +")]
    [InlineData("−")]
    [InlineData("")]
    [InlineData("\"action\": \"+\"")]
    public void Anything_but_a_sign_is_refused(string text) =>
        Assert.StartsWith("Expected + or -, but ", Kind.Parse(Kind.Generate(0, Difficulty.Default), text).Failure, StringComparison.Ordinal);

    [Fact]
    public async Task Json_answers_score_what_was_read()
    {
        var kind = CardGames.Kind(NumberLineKind.Name, ("answer", "json"));
        var task = kind.Task("""{"max":5,"target":4,"current":1}""");
        var (parts, _, _) = await kind.PlayAsync(
            task, """{"target":4,"current":"1","action":"+"}""", """{"target":4,"current":1,"action":"+"}""", """{"action":"-"}""");
        Assert.Equal(1, parts[NumberLineKind.NumbersRead]);
        Assert.True((await kind.FollowOracleAsync(task)).Solved);
    }

    [Theory]
    [InlineData("""{"max":5,"target":4,"current":4}""", "current")]
    [InlineData("""{"max":5,"target":6,"current":4}""", "target")]
    [InlineData("""{"max":11,"target":6,"current":4}""", "max")]
    public void Explicit_tasks_that_cannot_be_played_name_the_field(string json, string field) =>
        Assert.Equal(field, Assert.Throws<TaskFormatException>(() => Kind.Task(json)).Field);

    [Fact]
    public void A_hundred_thousand_hostile_texts_are_understood_or_refused()
    {
        var task = Kind.Generate(1, Difficulty.Default);
        var understood = CardGames.Hostile(3, 100_000, ["+", "-", " ", "</think>", "\n", "1", "−", "{"])
            .Count(text => Kind.Parse(task, text).Action is not null);
        Assert.InRange(understood, 100, 60_000);
    }
}
