using System.Globalization;
using Agentic.Agents;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>A maze of five by five as its world writes it, walked at random, with its frames.</summary>
internal static class SampleMaze
{
    private const int Size = 5;
    private const int Cell = 16;

    private static readonly string[] Rows = ["6aac4", "3ac3d", "2c3c5", "69295", "3aaa9"];
    private static readonly string[] Moves = ["up", "right", "down", "left"];
    private static readonly (int Row, int Column)[] Goals = [(1, 4), (2, 4), (1, 1), (3, 4)];
    private static readonly (int Row, int Column)[] Ways = [(-1, 0), (0, 1), (1, 0), (0, -1)];

    /// <summary>A task; equal numbers give equal tasks.</summary>
    public static TaskInstance Task(int number)
    {
        var (row, column) = Goals[number % Goals.Length];
        return new TaskInstance
        {
            World = "maze",
            WorldVersion = 1,
            Seed = (ulong)number,
            State = $$"""{"mode":"stepwise","theme":"plain","cell":16,"prompt_text":"none","view":{{(number % 2 == 0 ? 4 : 2)}},"start":[0,4],"goal":[{{row}},{{column}}],"rows":["{{string.Join("\",\"", Rows)}}"],"number":{{number}}}""",
            Payload = "",
            Features = Difficulty.Of(("length", (number % Goals.Length) + 1), ("size", Size)).Values,
        };
    }

    /// <summary>A walk: likelier to go the right way the more it has learnt.</summary>
    /// <param name="number">Of the task.</param>
    /// <param name="stream">The luck.</param>
    /// <param name="skill">Share of moves towards the goal, 0 to 1.</param>
    /// <param name="images">Where frames go.</param>
    public static (IReadOnlyList<SampleTurn> Turns, bool Solved) Walk(int number, RandomStream stream, double skill, IImageStore images)
    {
        var (at, goal) = ((Row: 0, Column: 4), Goals[number % Goals.Length]);
        var turns = new List<SampleTurn>();
        while (turns.Count < 8 && at != goal)
        {
            var move = stream.NextDouble() < skill && at.Row < goal.Row && IsOpen(at, 2) ? 2 : stream.NextInt(4);
            var isOpen = IsOpen(at, move);
            var next = isOpen ? (at.Row + Ways[move].Row, at.Column + Ways[move].Column) : at;
            turns.Add(new SampleTurn($"I see a way {Moves[move]} so {Moves[move]}", Moves[move])
            {
                Words = $"You stand at {at.Row} {at.Column} .",
                Picture = Paint(at, goal, images),
                Legal = isOpen,
                Feedback = isOpen ? null : "a wall",
                State = (ulong)((number * 100) + (at.Row * Size) + at.Column),
                Reward = next == goal ? Reward.Of("progress", 1) : Reward.None,
                LogProb = -0.2f - (2 * (float)stream.NextDouble()),
            });
            at = next;
        }

        return (turns, at == goal);
    }

    private static bool IsOpen((int Row, int Column) at, int move) =>
        (int.Parse(Rows[at.Row][at.Column].ToString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1 << move)) != 0;

    private static ImageHandle Paint((int Row, int Column) at, (int Row, int Column) goal, IImageStore images)
    {
        var rgb = new byte[Size * Cell * Size * Cell * 3];
        rgb.AsSpan().Fill(235);
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                Fill(rgb, row, column, IsOpen((row, column), 1) ? (Cell, 0) : (Cell - 2, 2), IsOpen((row, column), 2) ? (Cell, 0) : (Cell - 2, 2));
            }
        }

        Box(rgb, goal, (200, 60, 50));
        Box(rgb, at, (40, 120, 200));
        return images.Add(rgb, Size * Cell, Size * Cell);
    }

    // Dark lines at the right and lower edges of a cell that is closed there.
    private static void Fill(byte[] rgb, int row, int column, (int From, int Count) right, (int From, int Count) down)
    {
        for (var along = 0; along < Cell; along++)
        {
            for (var at = right.From; at < right.From + right.Count; at++)
            {
                Dot(rgb, (row * Cell) + along, (column * Cell) + at, (30, 30, 30));
            }

            for (var at = down.From; at < down.From + down.Count; at++)
            {
                Dot(rgb, (row * Cell) + at, (column * Cell) + along, (30, 30, 30));
            }
        }
    }

    private static void Box(byte[] rgb, (int Row, int Column) cell, (byte, byte, byte) colour)
    {
        for (var y = 4; y < Cell - 4; y++)
        {
            for (var x = 4; x < Cell - 4; x++)
            {
                Dot(rgb, (cell.Row * Cell) + y, (cell.Column * Cell) + x, colour);
            }
        }
    }

    private static void Dot(byte[] rgb, int y, int x, (byte R, byte G, byte B) colour)
    {
        var at = ((y * Size * Cell) + x) * 3;
        (rgb[at], rgb[at + 1], rgb[at + 2]) = colour;
    }
}
