using System.Collections.Immutable;
using Agentic.Worlds;

namespace Agentic.Training.Scenarios;

/// <summary>What a reading comes to: every value with its origin, and every mistake.</summary>
internal sealed class ConfigReport(List<ScenarioMistake> mistakes)
{
    private readonly List<ResolvedValue> _values = [];
    private readonly List<(string Section, ConfigEntry Entry, ImmutableArray<string> Known)> _strangers = [];

    /// <summary>Whether nothing was wrong so far, strange keys aside.</summary>
    public int MistakeCount => mistakes.Count;

    public void Add(ResolvedValue value) => _values.Add(value);

    public void Wrong(ConfigOrigin origin, string key, string expected, string actual) =>
        mistakes.Add(new ScenarioMistake(origin, key, $"must be {expected}, but is {actual}."));

    public void Wrong(ConfigOrigin origin, string key, string message) => mistakes.Add(new ScenarioMistake(origin, key, message));

    public void Stranger(string section, ConfigEntry entry, ImmutableArray<string> known) => _strangers.Add((section, entry, known));

    /// <summary>All values, or all mistakes at once.</summary>
    /// <exception cref="ScenarioException">There are mistakes.</exception>
    public ResolvedConfig Finish()
    {
        // Only now are all keys known, so that a key in the wrong section can be told where it belongs.
        foreach (var (section, entry, known) in _strangers)
        {
            foreach (var (path, leaf) in Leaves(Join(section, entry.Key), entry))
            {
                mistakes.Add(new ScenarioMistake(leaf.Origin, path, $"there is no such key; {Hint(section, path, known)}"));
            }
        }

        return mistakes.Count == 0
            ? new ResolvedConfig([.. _values])
            : throw new ScenarioException([.. mistakes.OrderBy(mistake => mistake.Origin.Line).ThenBy(mistake => mistake.Origin.Column)]);
    }

    public static string Join(string section, string key) => section.Length == 0 ? key : $"{section}.{key}";

    private string Hint(string section, string path, ImmutableArray<string> known)
    {
        var word = path[(path.LastIndexOf('.') + 1)..];
        var inside = section.Length > 0 && path.StartsWith(section, StringComparison.Ordinal) ? path[(section.Length + 1)..] : path;
        if (Suggestion.Nearest(inside, known) is { } near)
        {
            return $"did you mean '{Join(section, near)}'?";
        }

        var paths = _values.Select(value => value.Path).ToList();
        var right = ConfigAliases.Find(path) ?? paths.FirstOrDefault(value => value.EndsWith($".{word}", StringComparison.Ordinal)) ?? Suggestion.Nearest(path, paths);
        return right is not null ? $"did you mean '{right}'?" : $"known here: {string.Join(", ", known)}.";
    }

    // A strange section is reported by its values: those are what somebody wanted to set.
    private static IEnumerable<(string Path, ConfigEntry Entry)> Leaves(string path, ConfigEntry entry) =>
        entry.Value is ConfigMapping { Entries.Length: > 0 } mapping
            ? mapping.Entries.SelectMany(child => Leaves($"{path}.{child.Key}", child))
            : [(path.Length <= 120 ? path : $"{path[..120]}…", entry)];
}
