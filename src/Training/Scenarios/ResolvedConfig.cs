using System.Collections.Immutable;
using System.Text;

namespace Agentic.Training.Scenarios;

/// <summary>One value in force.</summary>
/// <param name="Path">Dotted path of the key.</param>
/// <param name="Yaml">The value as YAML.</param>
/// <param name="Origin">Who said it.</param>
/// <param name="IsComment">Whether it is only for people: the world decides it, and writing it down would change what is drawn.</param>
public sealed record ResolvedValue(string Path, string Yaml, ConfigOrigin Origin, bool IsComment = false);

/// <summary>Every value in force in a run, with where it came from, in the order of the scenario's keys.</summary>
/// <param name="Values">The values.</param>
public sealed record ResolvedConfig(ImmutableArray<ResolvedValue> Values)
{
    /// <summary>A scenario that reads back to the same run; each line says in a comment where its value came from.</summary>
    public string ToYaml(bool withOrigins = true)
    {
        var text = new StringBuilder();
        string[] open = [];
        foreach (var value in Values)
        {
            var path = value.Path.Split('.');
            if (!value.IsComment)
            {
                for (var depth = Shared(open, path); depth < path.Length - 1; depth++)
                {
                    text.Append(' ', depth * 2).Append(YamlText.Scalar(path[depth])).Append(":\n");
                }

                open = path[..^1];
            }

            text.Append(' ', (path.Length - 1) * 2).Append(value.IsComment ? "# " : "").Append(YamlText.Scalar(path[^1])).Append(": ").Append(value.Yaml);
            text.Append(withOrigins ? $"  # {value.Origin}\n" : "\n");
        }

        return text.ToString();
    }

    private static int Shared(string[] open, string[] path)
    {
        var depth = 0;
        while (depth < open.Length && depth < path.Length - 1 && open[depth] == path[depth])
        {
            depth++;
        }

        return depth;
    }
}
