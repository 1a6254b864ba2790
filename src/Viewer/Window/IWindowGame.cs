using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Viewer.Window;

/// <summary>A game that is played by hand in a window. The window asks from its own thread, and never waits.</summary>
public interface IWindowGame
{
    /// <summary>What there is to see now; taken over from the background whenever it is asked.</summary>
    GameView View { get; }

    /// <summary>Whether a key acts at once; what does not becomes part of a typed line.</summary>
    /// <param name="name">As <see cref="HandInput.Key"/> names it.</param>
    bool TakesKey(string name);

    /// <summary>Does something. It is left out while the game is busy or over.</summary>
    void Do(HandInput input);
}

/// <summary>One look at a game.</summary>
/// <param name="Picture">The frame; null where the world shows none.</param>
/// <param name="Seen">What is read instead of it, or beside it.</param>
/// <param name="Lines">What is told: the task, the last answer and what became of it, the score.</param>
/// <param name="IsBusy">Whether the last answer is still being played.</param>
public sealed record GameView(ImageFrame? Picture, string Seen, ImmutableArray<string> Lines, bool IsBusy);
