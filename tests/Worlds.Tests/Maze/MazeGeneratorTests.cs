using System.Numerics;
using Agentic.Agents;
using Agentic.Worlds.Maze;

namespace Agentic.Worlds.Tests.Maze;

public sealed class MazeGeneratorTests
{
    public static TheoryData<string> Carvers => [.. MazeCarvers.All.Select(carver => carver.Name)];

    [Theory, MemberData(nameof(Carvers))]
    public void A_carved_maze_is_a_tree_over_all_cells(string name)
    {
        for (var size = MazeLayout.MinSize; size <= MazeLayout.MaxSize; size += 2)
        {
            var passages = Carve(name, size, (ulong)size);
            var distances = new short[passages.Length];
            MazeSearch.Distances(size, passages, 0, distances);

            // n − 1 ways, each seen from both sides, and every cell within reach.
            Assert.Equal(2 * (passages.Length - 1), passages.Sum(open => BitOperations.PopCount(open)));
            Assert.DoesNotContain((short)-1, distances);
        }
    }

    [Fact]
    public void Wilson_makes_every_maze_equally_often_and_the_backtracker_does_not()
    {
        // 3 × 3 cells have 192 perfect mazes. Of 19,200 each should come 100 times; χ² with 191 degrees of freedom is 191 ± 19.5.
        Assert.InRange(ChiSquare("wilson"), 191 - (5 * 19.5), 191 + (5 * 19.5));
        Assert.True(ChiSquare("dfs") > 1000);

        static double ChiSquare(string name)
        {
            var counts = new Dictionary<string, int>();
            for (ulong seed = 0; seed < 19_200; seed++)
            {
                var maze = Convert.ToHexString(Carve(name, 3, seed));
                counts[maze] = counts.GetValueOrDefault(maze) + 1;
            }

            return counts.Values.Sum(count => (count - 100.0) * (count - 100.0) / 100) + ((192 - counts.Count) * 100);
        }
    }

    [Fact]
    public void The_length_asked_for_is_met_exactly()
    {
        var kind = new MazeKind(new MazeOptions { Generator = MazeOptions.Mixed });
        for (var length = 1; length <= 14; length++)
        {
            for (ulong seed = 0; seed < 40; seed++)
            {
                Assert.Equal(length, kind.Generate(seed, Difficulty.Of(("length", length))).Features["length"]);
            }
        }

        for (ulong seed = 0; seed < 10; seed++)
        {
            Assert.Equal(60, kind.Generate(seed, Difficulty.Of(("size", 25), ("length", 60))).Features["length"]);
        }
    }

    [Fact]
    public void A_range_of_lengths_is_drawn_uniformly()
    {
        var counts = new int[9];
        var range = Difficulty.Of(("length_min", 1), ("length", 8));
        for (ulong seed = 0; seed < 8000; seed++)
        {
            counts[(int)SmallMaze.Kind().Generate(seed, range).Features["length"]]++;
        }

        // 1000 each; the standard deviation of a count is √(8000 · 1/8 · 7/8) = 29.6.
        Assert.All(counts.Skip(1), count => Assert.InRange(count, 1000 - 148, 1000 + 148));
    }

    [Fact]
    public void Turns_stay_below_the_limit_and_the_length_is_kept()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var features = SmallMaze.Kind().Generate(seed, Difficulty.Of(("length", 6), ("turns", 2))).Features;
            Assert.Equal(6, features["length"]);
            Assert.InRange(features["turns"], 0, 2);
        }
    }

    [Fact]
    public void Braiding_everything_leaves_no_dead_end()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            var features = SmallMaze.Kind().Generate(seed, Difficulty.Of(("size", 9), ("braid", 1))).Features;
            Assert.Equal((0.0, 1.0), (features["dead_ends"], features["braid"]));
        }

        Assert.Equal(0, SmallMaze.Kind().Generate(1, Difficulty.Of(("size", 9))).Features["braid"]);
    }

    [Fact]
    public void What_cannot_be_had_gives_the_nearest_and_always_the_same()
    {
        // The longest path through nine cells has eight moves.
        var impossible = Difficulty.Of(("size", 3), ("length", 60));
        Assert.Equal(8, SmallMaze.Kind().Generate(7, impossible).Features["length"]);
        Assert.Equal(SmallMaze.Kind().Generate(7, impossible).State, SmallMaze.Kind().Generate(7, impossible).State);
    }

    [Fact]
    public void Looks_and_modes_leave_the_puzzle_as_it_is()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var plain = SmallMaze.Kind().Generate(seed, Difficulty.Default);
            var other = new MazeKind(new MazeOptions { Theme = "metro", Cell = "28", Mode = MazeOptions.OneShot }).Generate(seed, Difficulty.Default);
            Assert.Equal((plain.CanonicalForm, plain.Split), (other.CanonicalForm, other.Split));
            Assert.NotEqual(plain.State, other.State);
        }
    }

    // Recorded once. Another text means that old seeds give other mazes: raise the version of the world.
    [Fact]
    public void Generation_gives_these_bytes_on_every_machine() => Assert.Equal(
        """{"mode":"stepwise","theme":"plain","cell":16,"prompt_text":"none","view":4,"start":[1,2],"goal":[4,2],"rows":["686ac","3c785","69529","5696c","3ba91"]}""",
        SmallMaze.Kind().Generate(42, Difficulty.Default).State);

    private static byte[] Carve(string name, int size, ulong seed)
    {
        var passages = new byte[size * size];
        var random = RandomKey.FromSeed(seed).Stream();
        MazeCarvers.All.First(carver => carver.Name == name).Carve(size, passages, ref random);
        return passages;
    }
}
