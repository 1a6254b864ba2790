using System.Security.Cryptography;
using System.Text.Json;
using Agentic.Testing;

namespace Agentic.Cli.Tests;

/// <summary>A training of a few seconds, and everything of its folder that must not depend on how often it was stopped.</summary>
internal static class SmallTraining
{
    public const int Updates = 4;

    private const string Yaml = """
        name: small
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 3, length: [1, 2] } }
        instruction: ""
        context: last 0
        limits: { turns: 3, tokens_per_turn: 1, tokens: 512 }
        policy: { preset: tiny }
        warm_start: { updates: 2, rows: 8, warmup_updates: 0 }
        train: { updates: 4, groups: 2, group_size: 4, mini_batch_rows: 16, warmup_updates: 0, checkpoint_every: 2, eval_every: 1, drop_uniform_groups: false }
        eval: { tasks: 16 }
        """;

    /// <summary>The arguments of a training into a folder of its own.</summary>
    public static string[] Arguments(TemporaryFolder folder, string run, bool resume = false)
    {
        File.WriteAllText(folder.File("small.yaml"), Yaml);
        return ["train", folder.File("small.yaml"), "--output", folder.File(run), .. resume ? (string[])["--resume"] : []];
    }

    /// <summary>Digests of weights, optimiser and episodes, and the metrics but for what was measured with a clock.</summary>
    public static IReadOnlyList<string> Outcome(string run)
    {
        var last = Path.Combine(run, "checkpoints", $"global_step_{Updates}");
        string[] files =
        [
            Path.Combine(last, "actor", "huggingface", "model.safetensors"), Path.Combine(last, "optim", "optimizer.safetensors"),
            Path.Combine(run, "episodes", "episodes-00000.log"), Path.Combine(run, "episodes", "episodes-00000.idx"), Path.Combine(run, "learning", "episodes.jsonl"),
        ];
        return [.. files.Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))), .. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(Unclocked)];
    }

    private static string Unclocked(string line)
    {
        using var json = JsonDocument.Parse(line);
        return string.Join(' ', json.RootElement.EnumerateObject()
            .Where(metric => !metric.Name.StartsWith("timing_s/", StringComparison.Ordinal) && !metric.Name.StartsWith("perf/", StringComparison.Ordinal)));
    }
}
