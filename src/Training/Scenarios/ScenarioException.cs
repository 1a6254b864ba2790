using System.Collections.Immutable;

namespace Agentic.Training.Scenarios;

/// <summary>One thing that is wrong in a scenario.</summary>
/// <param name="Origin">Where.</param>
/// <param name="Key">The dotted path of the key, or "" for the file as a whole.</param>
/// <param name="Message">What was expected, what came, and the way out.</param>
public sealed record ScenarioMistake(ConfigOrigin Origin, string Key, string Message)
{
    /// <summary>One line: place, key, message.</summary>
    public override string ToString() => Key.Length == 0 ? $"{Origin}: {Message}" : $"{Origin}: {Key}: {Message}";
}

/// <summary>A scenario that cannot be used, with all that is wrong in it.</summary>
public sealed class ScenarioException(ImmutableArray<ScenarioMistake> mistakes)
    : Exception(string.Join("\n", mistakes.Take(MaxShown)) + More(mistakes.Length))
{
    private const int MaxShown = 50;

    /// <summary>A single mistake.</summary>
    public ScenarioException(ScenarioMistake mistake) : this([mistake])
    {
    }

    /// <summary>All mistakes, in the order of their places.</summary>
    public ImmutableArray<ScenarioMistake> Mistakes { get; } = mistakes;

    private static string More(int count) => count <= MaxShown ? "" : $"\n… and {count - MaxShown} more.";
}
