using System.Numerics;
using System.Text;
using Agentic.Agents;

namespace Agentic.Worlds.Connect;

/// <summary>The shape of a board, and how many discs in a row win.</summary>
/// <param name="Rows">Cells from bottom to top, <see cref="MinSide"/> to <see cref="MaxRows"/>.</param>
/// <param name="Columns">Cells from left to right, <see cref="MinSide"/> to <see cref="MaxColumns"/>.</param>
/// <param name="Line">Discs in a row, upright, level or slanting, that win.</param>
public readonly record struct ConnectBoard(int Rows, int Columns, int Line)
{
    /// <summary>Fewest cells in either direction, and the shortest line.</summary>
    public const int MinSide = 3;

    /// <summary>Most cells from bottom to top; larger boards are no longer solved at once.</summary>
    public const int MaxRows = 4;

    /// <summary>Most cells from left to right.</summary>
    public const int MaxColumns = 5;

    /// <summary>All cells.</summary>
    public int Cells => Rows * Columns;

    /// <summary>The bit of a cell. An empty row above each column keeps lines from running into the next one.</summary>
    public ulong Bit(int column, int row) => 1UL << ((column * (Rows + 1)) + row);

    /// <summary>Whether discs hold a line.</summary>
    public bool HasLine(ulong discs) =>
        Runs(discs, 1) || Runs(discs, Rows) || Runs(discs, Rows + 1) || Runs(discs, Rows + 2);

    // Each step keeps the discs that begin a run of one more in that direction.
    private bool Runs(ulong discs, int step)
    {
        for (var length = 1; length < Line; length++)
        {
            discs &= discs >> step;
            if (discs == 0)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A position. A value; copying it forks the game.</summary>
/// <param name="First">Discs of whoever began.</param>
/// <param name="Second">Discs of the other.</param>
public readonly record struct ConnectState(ulong First, ulong Second)
{
    /// <summary>Discs on the board.</summary>
    public int Count => BitOperations.PopCount(First | Second);

    /// <summary>Whose turn it is: 0 for whoever began, 1 for the other.</summary>
    public int Mover => Count & 1;

    /// <summary>Discs of a side.</summary>
    public ulong Of(int side) => side == 0 ? First : Second;

    /// <summary>A stable hash of the position.</summary>
    public StateKey Key => default(StateKey).With(First).With(Second);

    /// <summary>The position seen in a mirror.</summary>
    public ConnectState Mirrored(ConnectBoard board)
    {
        var (first, second) = (0UL, 0UL);
        for (var column = 0; column < board.Columns; column++)
        {
            for (var row = 0; row < board.Rows; row++)
            {
                var (here, there) = (board.Bit(column, row), board.Bit(board.Columns - 1 - column, row));
                first |= (First & here) != 0 ? there : 0;
                second |= (Second & here) != 0 ? there : 0;
            }
        }

        return new ConnectState(first, second);
    }

    /// <summary>The board in letters, the top row first: x for the discs of <paramref name="side"/>, o for the other's, a dot for none.</summary>
    public string Words(ConnectBoard board, int side)
    {
        var text = new StringBuilder(board.Rows * (board.Columns + 1));
        for (var row = board.Rows - 1; row >= 0; row--)
        {
            for (var column = 0; column < board.Columns; column++)
            {
                var bit = board.Bit(column, row);
                text.Append((Of(side) & bit) != 0 ? 'x' : (Of(1 - side) & bit) != 0 ? 'o' : '.');
            }

            text.Append(row > 0 ? "\n" : "");
        }

        return text.ToString();
    }
}
