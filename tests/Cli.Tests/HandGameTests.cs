using Agentic.Agents;
using Agentic.Worlds;

namespace Agentic.Cli.Tests;

/// <summary>What hands do in a window becomes answers; the window itself is not needed for that.</summary>
public sealed class HandGameTests
{
    [Theory]
    [InlineData("up|down|left|right", "ArrowUp", "up")]
    [InlineData("up|down|left|right", "r", "right")]
    [InlineData("hit|stand", "s", "stand")]
    [InlineData("[+-]", "-", "-")]
    [InlineData("stay|stop", "s", null)]
    [InlineData("(up|down)( up)*", "ArrowUp", null)]
    [InlineData("[0-9]", "0", null)]
    [InlineData(null, "a", null)]
    public void Keys_follow_from_the_answer_pattern(string? pattern, string key, string? answer) =>
        Assert.Equal(answer, KeyAnswers.Of(pattern).ByKey.GetValueOrDefault(key));

    [Fact]
    public async Task A_maze_is_played_by_arrows_letters_and_lines()
    {
        await using var session = Open("maze");
        var game = HandGame.Start(session, TestContext.Current.CancellationToken);
        var first = await ViewAsync(game);
        Assert.NotNull(first.Picture);
        Assert.True(game.TakesKey("ArrowDown"));
        Assert.True(game.TakesKey("l"));
        Assert.False(game.TakesKey("x"));
        Assert.Contains("d/↓ down", first.Lines[2]);

        game.Do(new HandInput.Key("ArrowDown"));
        Assert.StartsWith("1. down  down  reward", (await ViewAsync(game)).Lines[1]);
        game.Do(new HandInput.Line("right"));
        Assert.StartsWith("2. right  right  reward", (await ViewAsync(game)).Lines[1]);

        // A click says nothing in a maze: no turn is lost.
        game.Do(new HandInput.Click(0.5, 0.5));
        Assert.Contains("that is no answer here", (await ViewAsync(game)).Lines[1]);
        Assert.Equal(2, session.Turns);
    }

    [Fact]
    public async Task It_ends_as_every_game_does_and_takes_nothing_more()
    {
        await using var session = Open("maze");
        var game = HandGame.Start(session, TestContext.Current.CancellationToken);
        for (var refused = 0; refused < 5; refused++)
        {
            await ViewAsync(game);
            game.Do(new HandInput.Line("nonsense"));
        }

        Assert.StartsWith("unparsable  total 0", (await ViewAsync(game)).Lines[2]);
        Assert.Equal(3, session.Turns);
    }

    private static PlaySession Open(string world)
    {
        var kind = WorldCatalog.Create(world, new Dictionary<string, string>());
        return PlaySession.Open(kind, kind.Generate(3, Difficulty.Default), 3, kind.Descriptor.MaxTurns, TimeProvider.System);
    }

    private static async Task<Viewer.Window.GameView> ViewAsync(HandGame game)
    {
        await game.SettleAsync();
        return game.View;
    }
}
