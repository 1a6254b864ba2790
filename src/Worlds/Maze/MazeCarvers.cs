using System.Collections.Immutable;
using System.Numerics;
using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>Opens passages between closed cells until exactly one path joins any two.</summary>
/// <param name="size">Rows, and columns.</param>
/// <param name="passages">A byte per cell, all 0 at first.</param>
/// <param name="random">Where chance comes from.</param>
public delegate void MazeCarver(int size, Span<byte> passages, ref RandomStream random);

/// <summary>Ways to carve a perfect maze. They differ in texture: winding corridors, or many short dead ends.</summary>
public static class MazeCarvers
{
    /// <summary>By name; the first is the default.</summary>
    public static ImmutableArray<(string Name, MazeCarver Carve)> All { get; } =
    [
        ("dfs", DepthFirst),
        ("wilson", Wilson),
        ("kruskal", Kruskal),
        ("prim", Prim),
    ];

    /// <summary>The carver of a name, which must be one of <see cref="All"/>.</summary>
    public static MazeCarver Named(string name) => All.First(carver => carver.Name == name).Carve;

    /// <summary>Recursive backtracker: walks on to a random new cell, and goes back where there is none. Long corridors.</summary>
    public static void DepthFirst(int size, Span<byte> passages, ref RandomStream random)
    {
        Span<short> trail = stackalloc short[passages.Length];
        trail[0] = (short)random.NextInt(passages.Length);
        for (var depth = 1; depth > 0;)
        {
            int cell = trail[depth - 1];
            var fresh = Fresh(cell, size, passages);
            if (fresh == 0)
            {
                depth--;
                continue;
            }

            trail[depth++] = (short)Open(cell, Pick(fresh, ref random), size, passages);
        }
    }

    /// <summary>Loop-erased random walks: every perfect maze is equally likely (Wilson, 1996).</summary>
    public static void Wilson(int size, Span<byte> passages, ref RandomStream random)
    {
        Span<byte> exits = stackalloc byte[passages.Length];
        Span<bool> joined = stackalloc bool[passages.Length];
        joined.Clear();
        joined[random.NextInt(passages.Length)] = true;
        for (var first = 0; first < passages.Length; first++)
        {
            // The last exit from each cell is the walk with its loops erased.
            for (var cell = first; !joined[cell];)
            {
                var move = Pick(Inside(cell, size), ref random);
                exits[cell] = (byte)move;
                cell += Moves.Offset(move, size);
            }

            for (var cell = first; !joined[cell];)
            {
                joined[cell] = true;
                cell = Open(cell, (Move)exits[cell], size, passages);
            }
        }
    }

    /// <summary>Takes the walls in random order and opens each that separates two parts (Kruskal). Many short dead ends.</summary>
    public static void Kruskal(int size, Span<byte> passages, ref RandomStream random)
    {
        Span<short> walls = stackalloc short[passages.Length * 2];
        Span<short> parts = stackalloc short[passages.Length];
        var count = 0;
        for (var cell = 0; cell < passages.Length; cell++)
        {
            parts[cell] = (short)cell;
            if (Moves.StaysInside(Move.Right, cell, size))
            {
                walls[count++] = (short)(cell * 2);
            }

            if (Moves.StaysInside(Move.Down, cell, size))
            {
                walls[count++] = (short)((cell * 2) + 1);
            }
        }

        random.Shuffle(walls[..count]);
        foreach (var wall in walls[..count])
        {
            var (cell, move) = (wall / 2, wall % 2 == 0 ? Move.Right : Move.Down);
            var (here, there) = (Root(parts, cell), Root(parts, cell + Moves.Offset(move, size)));
            if (here != there)
            {
                parts[here] = (short)there;
                Open(cell, move, size, passages);
            }
        }
    }

    /// <summary>Grows from one cell by a random cell of its border (Prim). Short dead ends around a centre.</summary>
    public static void Prim(int size, Span<byte> passages, ref RandomStream random)
    {
        Span<short> border = stackalloc short[passages.Length];
        Span<byte> status = stackalloc byte[passages.Length];
        status.Clear();
        border[0] = (short)random.NextInt(passages.Length);
        for (var count = 1; count > 0;)
        {
            var place = random.NextInt(count);
            int cell = border[place];
            border[place] = border[--count];
            var joined = 0;
            for (var move = Move.Up; move <= Move.Left; move++)
            {
                if (!Moves.StaysInside(move, cell, size))
                {
                    continue;
                }

                var next = cell + Moves.Offset(move, size);
                if (status[next] == Joined)
                {
                    joined |= 1 << (int)move;
                }
                else if (status[next] == 0)
                {
                    status[next] = OnBorder;
                    border[count++] = (short)next;
                }
            }

            status[cell] = Joined;
            if (joined != 0)
            {
                Open(cell, Pick(joined, ref random), size, passages);
            }
        }
    }

    /// <summary>Opens one more wall at each dead end, with the given probability, so that loops arise.</summary>
    public static void Braid(int size, Span<byte> passages, double share, ref RandomStream random)
    {
        for (var cell = 0; cell < passages.Length; cell++)
        {
            if (BitOperations.IsPow2(passages[cell]) && random.NextBool(share))
            {
                Open(cell, Pick(Inside(cell, size) & ~passages[cell], ref random), size, passages);
            }
        }
    }

    private const byte OnBorder = 1;
    private const byte Joined = 2;

    private static int Open(int cell, Move move, int size, Span<byte> passages)
    {
        var next = cell + Moves.Offset(move, size);
        passages[cell] |= (byte)(1 << (int)move);
        passages[next] |= (byte)(1 << (int)Moves.Opposite(move));
        return next;
    }

    /// <summary>The moves that stay inside, as bits.</summary>
    private static int Inside(int cell, int size)
    {
        var (row, column) = Math.DivRem(cell, size);
        return (row > 0 ? 1 : 0) | (column < size - 1 ? 2 : 0) | (row < size - 1 ? 4 : 0) | (column > 0 ? 8 : 0);
    }

    /// <summary>The moves that lead to a cell without any passage, as bits.</summary>
    private static int Fresh(int cell, int size, ReadOnlySpan<byte> passages)
    {
        var fresh = 0;
        for (int inside = Inside(cell, size), move = 0; inside != 0; inside >>= 1, move++)
        {
            var next = cell + Moves.Offset((Move)move, size);
            fresh |= (inside & 1) != 0 && passages[next] == 0 ? 1 << move : 0;
        }

        return fresh;
    }

    /// <summary>One of the moves whose bits are set, each equally likely.</summary>
    private static Move Pick(int moves, ref RandomStream random)
    {
        var count = BitOperations.PopCount((uint)moves);
        for (var skip = count == 1 ? 0 : random.NextInt(count); skip > 0; skip--)
        {
            moves &= moves - 1;
        }

        return (Move)BitOperations.TrailingZeroCount(moves);
    }

    private static int Root(Span<short> parts, int cell)
    {
        while (parts[cell] != cell)
        {
            parts[cell] = parts[parts[cell]];
            cell = parts[cell];
        }

        return cell;
    }
}
