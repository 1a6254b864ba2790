using Agentic.Agents;

namespace Agentic.Worlds.Tests;

/// <summary>Every kind of the catalogue as it is by default, and once for each other value of each option.</summary>
public static class WorldContractCases
{
    /// <summary>"maze", "maze mode=one_shot", …</summary>
    public static TheoryData<string> All => [.. Names()];

    /// <summary>The kinds at their defaults only.</summary>
    public static TheoryData<string> Defaults => [.. WorldCatalog.All.Select(entry => entry.Name)];

    /// <summary>The kind of a case.</summary>
    public static IWorldKind Kind(string name)
    {
        var words = name.Split(' ', '=');
        return WorldCatalog.Create(
            words[0], words.Length == 1 ? new Dictionary<string, string>() : new Dictionary<string, string> { [words[1]] = words[2] });
    }

    private static IEnumerable<string> Names() => WorldCatalog.All.SelectMany(entry => entry.Descriptor.Options
        .SelectMany(option => option.Values.Skip(1).Select(value => $"{entry.Name} {option.Name}={value}"))
        .Prepend(entry.Name));
}
