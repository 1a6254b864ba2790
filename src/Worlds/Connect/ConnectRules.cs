namespace Agentic.Worlds.Connect;

/// <summary>What became of a move.</summary>
public enum ConnectOutcome
{
    /// <summary>It is the other's turn.</summary>
    GoesOn,

    /// <summary>Whoever moved has a line.</summary>
    Won,

    /// <summary>The board is full and nobody has a line.</summary>
    Drawn,

    /// <summary>There is no such column, or it is full; nothing changed.</summary>
    Refused,
}

/// <summary>The rules. Pure; nothing is allocated.</summary>
public static class ConnectRules
{
    /// <summary>Whether a disc fits into a column.</summary>
    public static bool Fits(ConnectBoard board, ConnectState state, int column) =>
        (uint)column < (uint)board.Columns && ((state.First | state.Second) & board.Bit(column, board.Rows - 1)) == 0;

    /// <summary>Drops a disc of whoever is to move into a column, counted from 0.</summary>
    public static ConnectOutcome Drop(ConnectBoard board, ref ConnectState state, int column)
    {
        if (!Fits(board, state, column))
        {
            return ConnectOutcome.Refused;
        }

        // The lowest free cell: adding one to a column's discs carries over all of them.
        var all = state.First | state.Second;
        var disc = (all + board.Bit(column, 0)) & (board.Bit(column, board.Rows) - board.Bit(column, 0));
        var mover = state.Mover;
        state = mover == 0 ? state with { First = state.First | disc } : state with { Second = state.Second | disc };
        return board.HasLine(state.Of(mover)) ? ConnectOutcome.Won : state.Count == board.Cells ? ConnectOutcome.Drawn : ConnectOutcome.GoesOn;
    }
}
