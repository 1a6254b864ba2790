using Agentic.Agents;
using Agentic.Worlds.Maze;

namespace Agentic.Worlds.Tests.Maze;

public sealed class MazeChanceTests
{
    [Fact]
    public void Four_blind_moves_find_the_only_way_of_four_once_in_256() =>
        Assert.Equal(Math.Pow(0.25, 4), MazeChance.Stepwise(SmallMaze.Layout, 4), 1e-9);

    [Fact]
    public void Five_blind_moves_may_also_waste_one_on_a_wall()
    {
        // One wasted move before a correct one: at the start 2 walls of 4, then 1 (up), then 2 (up, right), then 2 (left, right).
        // Chance = 4⁻⁴ · (1 + (2 + 1 + 2 + 2) / 4).
        Assert.Equal(Math.Pow(0.25, 4) * (1 + (7 / 4.0)), MazeChance.Stepwise(SmallMaze.Layout, 5), 1e-9);
        Assert.Equal(0, MazeChance.Stepwise(SmallMaze.Layout, 3));
    }

    [Fact]
    public void The_chance_of_one_answer_leaves_out_less_than_two_percent()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var task = (MazeTask)SmallMaze.Kind().Generate(seed, Difficulty.Of(("length_min", 1), ("length", 12))).Payload;
            var exact = Walks(task.Layout, 400);
            Assert.InRange(MazeChance.OneShot(task.Layout), 0.98 * exact, exact * 1.00001);
        }
    }

    /// <summary>Forward over all walks without a wall: ¼ for the first word, ⅕ for each further one and for the end.</summary>
    private static double Walks(MazeLayout layout, int longest)
    {
        var (at, chance) = (new double[layout.Passages.Length], 0.0);
        at[layout.Start] = 1;
        for (var word = 0; word < longest; word++)
        {
            var next = new double[at.Length];
            for (var cell = 0; cell < at.Length; cell++)
            {
                for (var move = Move.Up; move <= Move.Left; move++)
                {
                    if (layout.IsOpen(cell, move))
                    {
                        next[cell + Moves.Offset(move, layout.Size)] += at[cell] * (word == 0 ? 0.25 : 0.2);
                    }
                }
            }

            at = next;
            chance += at[layout.Goal] * 0.2;
        }

        return chance;
    }
}
