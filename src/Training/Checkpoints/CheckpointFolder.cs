using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.VisionPolicy;

namespace Agentic.Training.Checkpoints;

/// <summary>One saved state of a training: <c>checkpoints/global_step_N</c>, complete by construction and checked by digest.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Step">Updates done.</param>
/// <param name="Cursor">Where the data goes on.</param>
public sealed record CheckpointFolder(string Path, long Step, JsonObject Cursor)
{
    private const string Manifest = "manifest.json";
    private const string Prefix = "global_step_";

    /// <summary>The policy as a hub folder.</summary>
    public string ActorPath => System.IO.Path.Combine(Path, "actor", "huggingface");

    /// <summary>The optimiser's state.</summary>
    public string OptimizerPath => System.IO.Path.Combine(Path, "optim", "optimizer.safetensors");

    /// <summary>Writes a checkpoint beside the others and removes all but the last <paramref name="keep"/>.</summary>
    /// <remarks>Everything is written into a temporary folder, its digests last, and then renamed: a killed writer leaves nothing that looks like a checkpoint.</remarks>
    public static void Write(string run, long step, Action<string> writeActor, IEnumerable<TensorData> optimizer, JsonObject cursor, int keep = 2)
    {
        var root = System.IO.Path.Combine(run, "checkpoints");
        var temporary = System.IO.Path.Combine(root, $".{Prefix}{step}");
        var final = System.IO.Path.Combine(root, $"{Prefix}{step}");
        Remove(temporary);
        var checkpoint = new CheckpointFolder(temporary, step, cursor);
        Directory.CreateDirectory(System.IO.Path.Combine(temporary, "optim"));
        Directory.CreateDirectory(System.IO.Path.Combine(temporary, "inflight"));
        writeActor(checkpoint.ActorPath);
        SafetensorsWriter.Write(checkpoint.OptimizerPath, optimizer);
        AtomicFile.Write(System.IO.Path.Combine(temporary, "data_cursor.json"), JsonSerializer.SerializeToUtf8Bytes(cursor));
        AtomicFile.Write(System.IO.Path.Combine(temporary, "rng.json"), JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["generator"] = "philox4x32-10",
            ["seed"] = cursor["seed"]?.DeepClone(),
            ["note"] = "streams are derived from the seed and the cursor; there is no other state",
        }));
        AtomicFile.Write(System.IO.Path.Combine(temporary, Manifest), JsonSerializer.SerializeToUtf8Bytes(Digests(temporary)));
        Remove(final);
        Directory.Move(temporary, final);
        foreach (var (_, old) in All(run).SkipLast(keep))
        {
            Remove(old);
        }
    }

    /// <summary>The newest checkpoint whose digests agree.</summary>
    /// <exception cref="CheckpointException">There is none; the message says what was found.</exception>
    public static CheckpointFolder Latest(string run)
    {
        var problems = new List<string>();
        foreach (var (step, path) in All(run).Reverse())
        {
            var found = Verify(path);
            if (found.Count == 0)
            {
                var cursor = JsonNode.Parse(File.ReadAllBytes(System.IO.Path.Combine(path, "data_cursor.json")))!.AsObject();
                return new CheckpointFolder(path, step, cursor);
            }

            problems.AddRange(found);
        }

        throw new CheckpointException($"'{System.IO.Path.Combine(run, "checkpoints")}' holds no whole checkpoint to go on from.{string.Concat(problems.Select(problem => $"\n  {problem}"))}");
    }

    /// <summary>What is wrong with a checkpoint, file by file; empty when all is well.</summary>
    public static IReadOnlyList<string> Verify(string path)
    {
        var manifest = System.IO.Path.Combine(path, Manifest);
        if (!File.Exists(manifest))
        {
            return [$"{manifest} is missing."];
        }

        try
        {
            return [.. JsonNode.Parse(File.ReadAllBytes(manifest))!.AsObject()
                .Select(entry => Problem(System.IO.Path.Combine(path, entry.Key), (string)entry.Value!)).OfType<string>()];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or NullReferenceException)
        {
            return [$"{manifest} is no list of digests: {error.Message}"];
        }
    }

    private static string? Problem(string file, string digest) =>
        !File.Exists(file) ? $"{file} is missing."
        : Digest(file) == digest ? null
        : $"{file} has other bytes than when it was written (sha256).";

    private static IReadOnlyList<(long Step, string Path)> All(string run)
    {
        var root = System.IO.Path.Combine(run, "checkpoints");
        return Directory.Exists(root)
            ? [.. Directory.EnumerateDirectories(root, $"{Prefix}*")
                .Select(path => (Step: long.TryParse(System.IO.Path.GetFileName(path).AsSpan(Prefix.Length), out var step) ? step : -1, path))
                .Where(entry => entry.Step >= 0).OrderBy(entry => entry.Step)]
            : [];
    }

    private static JsonObject Digests(string folder) => new(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(file => KeyValuePair.Create(System.IO.Path.GetRelativePath(folder, file), (JsonNode?)Digest(file))));

    private static string Digest(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>There is no checkpoint to go on from.</summary>
public sealed class CheckpointException(string message) : Exception(message);
