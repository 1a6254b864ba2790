using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>Everything that changes while a maze is played.</summary>
/// <param name="Cell">Where the agent is.</param>
/// <param name="IsOver">Whether the game has ended, on the goal or by a failed answer.</param>
public readonly record struct MazeState(int Cell, bool IsOver)
{
    /// <summary>The state in which the maze begins.</summary>
    public static MazeState First(MazeLayout layout) => new(layout.Start, false);

    /// <summary>The stable hash of this state of the maze.</summary>
    public StateKey Key(MazeLayout layout) => layout.Key.With(((ulong)Cell << 1) | (IsOver ? 1UL : 0UL));
}
