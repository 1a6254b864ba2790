using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>One move.</summary>
/// <param name="Move">Where to.</param>
public sealed record MazeMove(Move Move) : TypedAction
{
    /// <inheritdoc/>
    public override string Canonical => Moves.Word(Move);
}

/// <summary>A whole path.</summary>
/// <param name="Path">The moves from the start.</param>
public sealed record MazePath(ImmutableArray<Move> Path) : TypedAction
{
    /// <inheritdoc/>
    public override string Canonical => string.Join(' ', Path.Select(Moves.Word));

    /// <inheritdoc/>
    public bool Equals(MazePath? other) => other is not null && Path.AsSpan().SequenceEqual(other.Path.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Path.Length;
}
