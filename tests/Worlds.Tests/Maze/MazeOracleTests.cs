using Agentic.Agents;
using Agentic.Worlds.Maze;

namespace Agentic.Worlds.Tests.Maze;

public sealed class MazeOracleTests
{
    [Fact]
    public void The_plan_is_the_shortest_way()
    {
        var oracle = SmallMaze.Kind().CreateOracle(SmallMaze.Task());
        Assert.Equal(["right", "right", "down", "down"], oracle.Plan(12));
        Assert.Null(oracle.Next(["right", "right", "down", "down"]));
    }

    [Fact]
    public void It_follows_detours_and_passes_over_walls_and_nonsense()
    {
        var oracle = SmallMaze.Kind().CreateOracle(SmallMaze.Task());
        Assert.Equal("up", oracle.Next(["down", "nonsense", "left", "up up"]));
        Assert.Equal("up", oracle.Next(["right", "down"]));
        Assert.True(oracle.IsOnTheWay(["down", "down", "right"]));
    }

    [Fact]
    public void One_answer_is_the_whole_path_and_a_wrong_one_ends_the_way()
    {
        var oracle = SmallMaze.Kind(MazeOptions.OneShot).CreateOracle(SmallMaze.Task(MazeOptions.OneShot));
        Assert.Equal("right right down down", oracle.Next([]));
        Assert.Equal("right right down down", oracle.Next(["nonsense"]));
        Assert.Null(oracle.Next(["right"]));
        Assert.True(oracle.IsOnTheWay(["down up right right down down"]));
        Assert.False(oracle.IsOnTheWay(["right right down down up"]));
    }

    [Fact]
    public void Hints_say_more_with_each_level()
    {
        var oracle = SmallMaze.Kind().CreateOracle(SmallMaze.Task());
        Assert.Equal("The goal is 2 down, 2 right.", oracle.Hint([], 0));
        Assert.Equal("The shortest way has 3 moves; its first goes left or right.", oracle.Hint(["right"], 1));
        Assert.Equal("Answer: down", oracle.Hint(["right", "right"], 2));
    }
}
