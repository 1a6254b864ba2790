namespace Agentic.Worlds.Maze;

/// <summary>A step to a neighbouring cell. Bit <c>1 &lt;&lt; (int)move</c> of a cell's passages says that the way is open.</summary>
public enum Move
{
    /// <summary>One row up.</summary>
    Up,

    /// <summary>One column right.</summary>
    Right,

    /// <summary>One row down.</summary>
    Down,

    /// <summary>One column left.</summary>
    Left,
}

/// <summary>What the four moves are called, and where they lead.</summary>
public static class Moves
{
    /// <summary>Number of moves.</summary>
    public const int Count = 4;

    private static readonly string[] Words = ["up", "right", "down", "left"];

    /// <summary>The word of a move.</summary>
    public static string Word(Move move) => Words[(int)move];

    /// <summary>The way back.</summary>
    public static Move Opposite(Move move) => (Move)((int)move ^ 2);

    /// <summary>The number to add to a cell's index, for mazes of this many columns.</summary>
    public static int Offset(Move move, int size) => move switch
    {
        Move.Up => -size,
        Move.Right => 1,
        Move.Down => size,
        _ => -1,
    };

    /// <summary>Whether a cell has a neighbour in that direction.</summary>
    public static bool StaysInside(Move move, int cell, int size) => move switch
    {
        Move.Up => cell >= size,
        Move.Right => cell % size != size - 1,
        Move.Down => cell < size * (size - 1),
        _ => cell % size != 0,
    };
}
