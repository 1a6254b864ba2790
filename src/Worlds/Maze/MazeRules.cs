namespace Agentic.Worlds.Maze;

/// <summary>What a move did.</summary>
public enum MoveResult
{
    /// <summary>A wall was in the way; nothing changed.</summary>
    Blocked,

    /// <summary>The agent stands in the next cell.</summary>
    Moved,

    /// <summary>The agent stands on the goal, and the game is over.</summary>
    Reached,
}

/// <summary>The rules. Pure, without allocation.</summary>
public static class MazeRules
{
    /// <summary>Step-wise play: a wall costs the move and nothing else; the goal ends the game.</summary>
    public static MoveResult Apply(MazeLayout layout, ref MazeState state, Move move)
    {
        if (!layout.IsOpen(state.Cell, move))
        {
            return MoveResult.Blocked;
        }

        var cell = state.Cell + Moves.Offset(move, layout.Size);
        var reached = cell == layout.Goal;
        state = new MazeState(cell, reached);
        return reached ? MoveResult.Reached : MoveResult.Moved;
    }

    /// <summary>
    /// One-shot play: the whole path at once. It fails at the first wall, and unless its last move enters the goal's cell; passing
    /// over the goal does not count.
    /// </summary>
    /// <returns>Moves made before a wall; all of them when none was hit.</returns>
    public static int Walk(MazeLayout layout, ref MazeState state, ReadOnlySpan<Move> path)
    {
        var made = 0;
        var cell = state.Cell;
        while (made < path.Length && layout.IsOpen(cell, path[made]))
        {
            cell += Moves.Offset(path[made++], layout.Size);
        }

        state = new MazeState(cell, true);
        return made;
    }
}
