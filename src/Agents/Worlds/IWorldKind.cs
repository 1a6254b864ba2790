using System.Text.Json;

namespace Agentic.Agents;

/// <summary>A kind of world: pure and thread-safe, one per name and version. It makes tasks and opens worlds; it holds no state of a game.</summary>
public interface IWorldKind
{
    /// <summary>What this world is.</summary>
    WorldDescriptor Descriptor { get; }

    /// <summary>A task, as a pure function of seed and difficulty.</summary>
    TaskInstance Generate(ulong seed, Difficulty difficulty);

    /// <summary>A task given by its explicit state.</summary>
    /// <exception cref="TaskFormatException">A field is missing, unknown or out of range, or the task has no solution where it must.</exception>
    TaskInstance Read(JsonElement state);

    /// <summary>Reads an answer. Never throws, never guesses, touches no state.</summary>
    ActionParse Parse(TaskInstance task, string text);

    /// <summary>Opens the task for one episode.</summary>
    IWorld Open(TaskInstance task, WorldContext context);
}

/// <summary>
/// Kinds that hold more than memory, such as browsers, are <see cref="IAsyncDisposable"/>: they take it when their first world opens, and
/// whoever made a kind to play in it lets go of it.
/// </summary>
public static class WorldKindOwnership
{
    /// <summary>What to dispose when no world of the kind will be opened any more.</summary>
    public static IAsyncDisposable Owned(this IWorldKind kind) => kind as IAsyncDisposable ?? Nothing.Held;

    private sealed class Nothing : IAsyncDisposable
    {
        public static readonly Nothing Held = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>A world kind that knows how its tasks are solved.</summary>
public interface IOracleSource
{
    /// <summary>An oracle for one task. It looks at actions and states, never at the live world.</summary>
    IOracle CreateOracle(TaskInstance task);
}

/// <summary>Creates a world kind with the given options; unknown ones have been refused before.</summary>
/// <param name="options">Option name → chosen value.</param>
public delegate IWorldKind WorldFactory(IReadOnlyDictionary<string, string> options);
