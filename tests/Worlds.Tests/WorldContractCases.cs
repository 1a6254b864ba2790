using Agentic.Agents;

namespace Agentic.Worlds.Tests;

/// <summary>Every native kind of the catalogue as it is by default, and once for each other value of each option. Worlds beside the process have tests of their own.</summary>
public static class WorldContractCases
{
    /// <summary>"maze", "maze mode=one_shot", …</summary>
    public static TheoryData<string> All => [.. Names()];

    /// <summary>The kinds at their defaults only.</summary>
    public static TheoryData<string> Defaults => [.. Native.Select(entry => entry.Name)];

    /// <summary>The kind of a case.</summary>
    public static IWorldKind Kind(string name)
    {
        var words = name.Split(' ', '=');
        return WorldCatalog.Create(
            words[0], words.Length == 1 ? new Dictionary<string, string>() : new Dictionary<string, string> { [words[1]] = words[2] });
    }

    private static IEnumerable<WorldEntry> Native => WorldCatalog.All.Where(entry => entry.Descriptor.Kind == "native");

    private static IEnumerable<string> Names() => Native.SelectMany(entry => entry.Descriptor.Options
        .SelectMany(option => option.Values.Skip(1).Select(value => $"{entry.Name} {option.Name}={value}"))
        .Prepend(entry.Name));
}
