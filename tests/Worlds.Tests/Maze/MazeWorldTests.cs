using Agentic.Agents;
using Agentic.Worlds.Maze;

namespace Agentic.Worlds.Tests.Maze;

public sealed class MazeWorldTests
{
    [Fact]
    public async Task Walking_the_shortest_way_pays_the_outcome_and_all_metrics()
    {
        var task = SmallMaze.Task();
        await using var world = SmallMaze.Open(task);

        // Four moves from four away: a quarter of the way each.
        foreach (var move in new[] { "right", "right", "down" })
        {
            Assert.Equal(new StepOutcome.Continued(Reward.Of("progress", 0.25)), await world.SayAsync(task, move));
        }

        var end = Assert.IsType<StepOutcome.Terminated>(await world.SayAsync(task, "down"));
        Assert.True(end.Solved);
        Assert.Equal(Reward.Of("outcome", 1).With("progress", 0.25).With("legal", 1).With("optimal", 1), end.Reward);
    }

    [Fact]
    public async Task A_wall_costs_the_turn_and_leaves_the_state()
    {
        var task = SmallMaze.Task();
        await using var world = SmallMaze.Open(task);
        var key = world.StateKey;
        Assert.Equal(new StepOutcome.Continued(Reward.Of("progress", 0), Legal: false), await world.SayAsync(task, "up"));
        Assert.Equal(key, world.StateKey);

        // Down leads away: five moves to go instead of four. The way back gives it again, and the same state has the same key.
        Assert.Equal(-0.25, Assert.IsType<StepOutcome.Continued>(await world.SayAsync(task, "down")).Reward.Parts[0].Value);
        Assert.NotEqual(key, world.StateKey);
        await world.SayAsync(task, "up");
        Assert.Equal(key, world.StateKey);

        // Two of three moves were allowed; nothing was reached.
        Assert.Equal(Reward.Of("outcome", 0).With("legal", 2.0 / 3), world.Judge(TruncationReason.OutOfTurns));
    }

    [Fact]
    public async Task A_detour_solves_the_maze_but_not_optimally()
    {
        var task = SmallMaze.Task();
        await using var world = SmallMaze.Open(task);
        StepOutcome outcome = new StepOutcome.Continued();
        foreach (var move in new[] { "up", "down", "up", "right", "right", "down", "down" })
        {
            outcome = await world.SayAsync(task, move);
        }

        // Seven moves, one of them into a wall.
        Assert.Equal(
            Reward.Of("outcome", 1).With("progress", 0.25).With("legal", 6.0 / 7).With("optimal", 0),
            Assert.IsType<StepOutcome.Terminated>(outcome).Reward);
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.SayAsync(task, "up"));
    }

    [Theory]
    [InlineData("right right down down", true, 1.0, 1.0, 1.0)]
    [InlineData("down up right right down down", true, 1.0, 1.0, 0.0)]
    [InlineData("right right down", false, 0.75, 1.0, 0.0)] // stops one short
    [InlineData("right right down down up", false, 0.75, 1.0, 0.0)] // passes over the goal
    [InlineData("right right down down down", false, 1.0, 0.8, 0.0)] // stands on the goal, then runs into the wall
    [InlineData("up right right down down", false, 0.0, 0.0, 0.0)] // a wall at the first move
    [InlineData("right down right", false, 0.0, 2.0 / 3, 0.0)] // into the blind cell and its wall: as far as at the start
    public async Task A_path_in_one_answer_must_end_on_the_goal_without_a_wall(
        string path, bool solved, double progress, double legal, double optimal)
    {
        var task = SmallMaze.Task(MazeOptions.OneShot);
        await using var world = SmallMaze.Open(task);
        var end = Assert.IsType<StepOutcome.Terminated>(await world.SayAsync(task, path));
        Assert.Equal(solved, end.Solved);
        Assert.Equal(
            Reward.Of("outcome", solved ? 1 : 0).With("progress", progress).With("legal", legal).With("optimal", optimal), end.Reward);
        Assert.Equal(legal == 1, end.Legal);
    }

    [Fact]
    public async Task A_fork_goes_its_own_way()
    {
        var task = SmallMaze.Task();
        await using var world = SmallMaze.Open(task);
        await world.SayAsync(task, "right");
        await using var fork = (MazeWorld)world.Fork();
        await fork.SayAsync(task, "down");
        Assert.StartsWith("""{"agent":[1,1],"goal":[2,2],"distance":4,"open":["up"],"moves":2""", fork.DescribeState());
        Assert.Equal("""{"agent":[0,1],"goal":[2,2],"distance":3,"open":["right","down","left"],"moves":1,"over":false}""", world.DescribeState());
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("short", "Next move?")]
    [InlineData("moves", "Open: right, down.")]
    public async Task The_words_beside_the_picture_are_those_chosen(string text, string? expected)
    {
        await using var world = SmallMaze.Open(SmallMaze.Task(extra: $"\"prompt_text\":\"{text}\""));
        var observation = await world.ObserveAsync(CancellationToken.None);
        Assert.Equal((48, 48), observation.Parts.OfType<ImagePart>().Select(part => (part.Image.Width, part.Image.Height)).Single());
        Assert.Equal(expected, observation.Parts.OfType<TextPart>().SingleOrDefault()?.Text);
    }
}
