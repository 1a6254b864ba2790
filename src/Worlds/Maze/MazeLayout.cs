using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>A maze: square, with passages between neighbouring cells, a start and a goal. Immutable.</summary>
public sealed class MazeLayout
{
    /// <summary>Fewest rows and columns.</summary>
    public const int MinSize = 3;

    /// <summary>Most rows and columns.</summary>
    public const int MaxSize = 25;

    /// <summary>Most cells.</summary>
    public const int MaxCells = MaxSize * MaxSize;

    private readonly byte[] _passages;
    private readonly short[] _distances;

    /// <summary>A maze with the given passages.</summary>
    /// <param name="size">Rows, and columns.</param>
    /// <param name="passages">A byte per cell, row by row: bit <c>1 &lt;&lt; (int)move</c> is set where the way is open, on both sides of it. Copied.</param>
    /// <param name="start">Where the agent begins.</param>
    /// <param name="goal">Where it should go; another cell, which can be reached.</param>
    public MazeLayout(int size, ReadOnlySpan<byte> passages, int start, int goal)
    {
        (Size, Start, Goal) = (size, start, goal);
        _passages = passages.ToArray();
        _distances = new short[passages.Length];
        MazeSearch.Distances(size, passages, goal, _distances);
        Key = default(StateKey).With(passages).With(((ulong)start << 32) | (uint)goal);
    }

    /// <summary>Rows, and columns.</summary>
    public int Size { get; }

    /// <summary>Index of the first cell: row · size + column.</summary>
    public int Start { get; }

    /// <summary>Index of the cell to reach.</summary>
    public int Goal { get; }

    /// <summary>A byte per cell with a bit per open way.</summary>
    public ReadOnlySpan<byte> Passages => _passages;

    /// <summary>Moves of the shortest path from start to goal.</summary>
    public int Length => _distances[Start];

    /// <summary>What all state keys of this maze start from.</summary>
    public StateKey Key { get; }

    /// <summary>Whether there is no wall in the way.</summary>
    public bool IsOpen(int cell, Move move) => ((_passages[cell] >> (int)move) & 1) != 0;

    /// <summary>Moves of the shortest path from a cell to the goal; −1 when there is none.</summary>
    public int DistanceToGoal(int cell) => _distances[cell];

    /// <summary>A first move of a shortest path to the goal; of several the first in the order up, right, down, left.</summary>
    public Move Best(int cell)
    {
        for (var move = Move.Up; move < Move.Left; move++)
        {
            if (IsOpen(cell, move) && _distances[cell + Moves.Offset(move, Size)] == _distances[cell] - 1)
            {
                return move;
            }
        }

        return Move.Left;
    }
}
