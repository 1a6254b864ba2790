using Agentic.Worlds.Maze;

namespace Agentic.Worlds.Tests.Maze;

public sealed class MazeSearchTests
{
    [Fact]
    public void Distances_to_the_goal_are_those_counted_by_hand()
    {
        var layout = SmallMaze.Layout;

        // From the middle: up, right, down, down. From the cell below it: left, up, up, and then the whole way of four.
        Assert.Equal([4, 3, 2, 5, 4, 1, 6, 7, 0], Enumerable.Range(0, 9).Select(layout.DistanceToGoal));
        Assert.Equal(4, layout.Length);
    }

    [Fact]
    public void Turns_are_counted_along_the_shortest_path()
    {
        var (distances, turns) = (new short[9], new short[9]);
        MazeSearch.DistancesAndTurns(3, SmallMaze.Layout.Passages, 0, distances, turns);

        // Middle: right, down. Below the middle: down, down, right. Goal: right, right, down, down.
        Assert.Equal<short>([0, 1, 2, 1, 2, 3, 2, 3, 4], distances);
        Assert.Equal<short>([0, 0, 0, 0, 1, 1, 0, 1, 1], turns);
    }

    [Fact]
    public void Among_several_shortest_paths_the_one_with_fewest_turns_counts()
    {
        // No walls at all: from a corner every other cell takes at most one turn, though staircases take more.
        byte[] open = [6, 14, 12, 7, 15, 13, 3, 11, 9];
        var (distances, turns) = (new short[9], new short[9]);
        MazeSearch.DistancesAndTurns(3, open, 0, distances, turns);
        Assert.Equal<short>([0, 1, 2, 1, 2, 3, 2, 3, 4], distances);
        Assert.Equal<short>([0, 0, 0, 0, 1, 1, 0, 1, 1], turns);
    }
}
