using Agentic.Agents;

namespace Agentic.Worlds.Tests;

/// <summary>
/// Every native kind of the catalogue as it is by default, and once for each other value of each option; and the kinds of self-play games
/// around them. Worlds beside the process have tests of their own.
/// </summary>
public static class WorldContractCases
{
    // The kinds of games take the options of their world, but for this one: what is asked in them has one form.
    private const string Unused = "form";

    private static readonly IReadOnlyDictionary<string, string> NoOptions = new Dictionary<string, string>();

    private static readonly IReadOnlyDictionary<string, WorldEntry> Games = WorldCatalog.All.Where(entry => entry.Game is not null)
        .SelectMany(entry => Around(entry, NoOptions).Select(kind => (kind.Descriptor.Name, Entry: entry))).ToDictionary(pair => pair.Name, pair => pair.Entry);

    /// <summary>"maze", "maze mode=one_shot", …</summary>
    public static TheoryData<string> All => [.. Names()];

    /// <summary>The kinds at their defaults only.</summary>
    public static TheoryData<string> Defaults => [.. Native.Select(entry => entry.Name), .. Games.Keys];

    /// <summary>The kind of a case.</summary>
    public static IWorldKind Kind(string name)
    {
        var words = name.Split(' ', '=');
        var options = words.Length == 1 ? NoOptions : new Dictionary<string, string> { [words[1]] = words[2] };
        return Games.TryGetValue(words[0], out var entry)
            ? Around(entry, options).Single(kind => kind.Descriptor.Name == words[0]) : WorldCatalog.Create(words[0], options);
    }

    private static IEnumerable<WorldEntry> Native => WorldCatalog.All.Where(entry => entry.Descriptor.Kind == "native");

    private static IEnumerable<IWorldKind> Around(WorldEntry entry, IReadOnlyDictionary<string, string> options) => entry.CreateGame(options, noiseDocuments: 4).Kinds.All.Skip(1);

    private static IEnumerable<string> Names() =>
    [
        .. Native.SelectMany(entry => Variants(entry.Name, entry.Descriptor.Options)),
        .. Games.SelectMany(game => Variants(game.Key, game.Value.Descriptor.Options.Where(option => option.Name != Unused))),
    ];

    private static IEnumerable<string> Variants(string name, IEnumerable<WorldOption> options) =>
        options.SelectMany(option => option.Values.Skip(1).Select(value => $"{name} {option.Name}={value}")).Prepend(name);
}
