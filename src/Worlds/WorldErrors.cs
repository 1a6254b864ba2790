namespace Agentic.Worlds;

/// <summary>No world of that name.</summary>
public sealed class UnknownWorldException(string name, IReadOnlyCollection<string> known) : Exception(
    $"There is no world '{name}'. Known are: {string.Join(", ", known)}.{Suggestion.For(name, known)} 'agentic worlds list' shows them all.")
{
    /// <summary>What was asked for.</summary>
    public string Name { get; } = name;
}

/// <summary>A world was given an option that it does not have, or a value that the option does not take.</summary>
public sealed class WorldOptionException : Exception
{
    private WorldOptionException(string world, string option, string message)
        : base($"World '{world}': {message} 'agentic worlds info {world}' shows every option.") => Option = option;

    /// <summary>The option at fault.</summary>
    public string Option { get; }

    /// <summary>The world has no such option.</summary>
    public static WorldOptionException UnknownOption(string world, string option, IEnumerable<string> known)
    {
        string[] names = [.. known];
        var expected = names.Length == 0 ? "it has none" : $"it has: {string.Join(", ", names)}";
        return new(world, option, $"there is no option '{option}'; {expected}.{Suggestion.For(option, names)}");
    }

    /// <summary>The option does not take that value.</summary>
    public static WorldOptionException UnknownValue(string world, string option, string value, IReadOnlyCollection<string> known) =>
        new(world, option, $"option '{option}' must be one of {string.Join(", ", known)}, but is '{value}'.{Suggestion.For(value, known)}");

    /// <summary>The option takes any text of a form, and this one has another, or does not go with the other options.</summary>
    public static WorldOptionException Invalid(string world, string option, string expected, string actual) =>
        new(world, option, $"option '{option}' must be {expected}, but is {actual}.");
}

/// <summary>A file of the user's that a world reads, and that is not what it must be.</summary>
/// <param name="problems">One line each: file, line, field, what was expected, what came.</param>
public sealed class WorldFileException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>Everything that was found wrong, as far as it was looked for.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
