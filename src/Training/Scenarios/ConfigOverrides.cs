using System.Collections.Immutable;

namespace Agentic.Training.Scenarios;

/// <summary>"key=value" from the command line, laid over what the file says.</summary>
public static class ConfigOverrides
{
    /// <summary>The configuration with the settings in place, the last of equal keys winning.</summary>
    /// <param name="root">What the file says.</param>
    /// <param name="settings">Such as "train.groups=4" or "world.difficulty.length=[1, 3]"; values are YAML.</param>
    /// <param name="mistakes">Gets a line for each setting that cannot be read.</param>
    public static ConfigMapping Apply(ConfigMapping root, IEnumerable<string> settings, List<ScenarioMistake> mistakes)
    {
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=');
            var path = equals < 1 ? [] : setting[..equals].Trim().Split('.');
            if (path.Length is 0 or > ConfigParser.MaxDepth || path.Any(string.IsNullOrWhiteSpace))
            {
                mistakes.Add(new ScenarioMistake(
                    ConfigOrigin.CommandLine, "", $"--set must be key=value, such as train.groups=4, but is '{setting}'."));
                continue;
            }

            try
            {
                var text = setting[(equals + 1)..];
                var value = string.IsNullOrWhiteSpace(text)
                    ? new ConfigScalar("", true, ConfigOrigin.CommandLine)
                    : ConfigParser.Parse(text, "", mistakes, ConfigOrigin.CommandLine);
                root = Set(root, path, value);
            }
            catch (ScenarioException error)
            {
                mistakes.AddRange(error.Mistakes.Select(mistake => mistake with { Key = string.Join('.', path) }));
            }
        }

        return root;
    }

    // A value in the way of a section gives way to it: the reader then says what the section lacks.
    private static ConfigMapping Set(ConfigMapping mapping, ReadOnlySpan<string> path, ConfigNode value)
    {
        var inner = path.Length == 1
            ? value
            : Set(mapping.Find(path[0]) as ConfigMapping ?? new ConfigMapping(ImmutableArray<ConfigEntry>.Empty, ConfigOrigin.CommandLine), path[1..], value);
        return mapping.With(new ConfigEntry(path[0], inner, ConfigOrigin.CommandLine));
    }
}
