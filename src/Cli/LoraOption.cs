using System.CommandLine;
using Agentic.Training.Scenarios;

namespace Agentic.Cli;

/// <summary><c>--policy FOLDER</c> and <c>--lora rank=4,alpha=8,targets=[q_proj, v_proj]</c> of a training, as settings over the scenario.</summary>
internal static class LoraOption
{
    public static Option<string?> Policy() => new("--policy") { Description = "the folder of a saved policy to begin from; the scenario's own by default" };

    public static Option<string?> Create() => new("--lora")
    {
        Description = "train an adapter in place of the weights: rank=4[,alpha=8,targets=[q_proj, v_proj],exclude=…,vision=true,rslora=true]",
    };

    /// <summary>The settings that the two options stand for.</summary>
    /// <exception cref="UserException">An entry is not name=value.</exception>
    public static IEnumerable<string> Settings(string? policy, string? lora)
    {
        string[] taken = policy is null ? [] : ["policy.preset=", $"policy.checkpoint={YamlText.Scalar(policy)}"];
        return taken.Concat(lora is null ? [] : Entries(lora).Select(entry => $"policy.lora.{entry}"));
    }

    // Commas within brackets belong to a list.
    private static List<string> Entries(string text)
    {
        var (entries, depth, start) = (new List<string>(), 0, 0);
        for (var at = 0; at <= text.Length; at++)
        {
            depth += at == text.Length ? 0 : text[at] switch { '[' => 1, ']' => -1, _ => 0 };
            if (at == text.Length || (text[at] == ',' && depth == 0))
            {
                var entry = text[start..at].Trim();
                start = at + 1;
                entries.Add(entry.IndexOf('=') > 0
                    ? entry
                    : throw new UserException($"--lora must be name=value[,name=value…], such as rank=4,alpha=8, but has '{entry}'."));
            }
        }

        return entries;
    }
}
