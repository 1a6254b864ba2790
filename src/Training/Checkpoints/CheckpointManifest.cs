using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.VisionPolicy;

namespace Agentic.Training.Checkpoints;

/// <summary>What a checkpoint must hold: each file's path, SHA-256 and size in bytes, in <c>manifest.json</c>.</summary>
internal static class CheckpointManifest
{
    public const string FileName = "manifest.json";

    /// <summary>Describes every file that lies in the folder now.</summary>
    public static void Write(string folder)
    {
        var files = new JsonObject();
        foreach (var path in FilesOf(folder))
        {
            files[path] = new JsonObject { ["sha256"] = Digest(Path.Combine(folder, path)), ["bytes"] = new FileInfo(Path.Combine(folder, path)).Length };
        }

        var text = new JsonObject { ["version"] = 1, ["files"] = files }.ToJsonString();
        AtomicFile.Write(Path.Combine(folder, FileName), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Compares the folder with its manifest: one sentence for each file that differs.</summary>
    /// <exception cref="CheckpointException">There is no folder, or no readable manifest.</exception>
    public static ImmutableArray<string> Verify(string folder)
    {
        var expected = Read(folder);
        var problems = ImmutableArray.CreateBuilder<string>();
        var present = FilesOf(folder).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, (sha256, bytes)) in expected)
        {
            var full = Path.Combine(folder, path);
            if (!present.Remove(path))
            {
                problems.Add($"{full}: the file is missing.");
            }
            else if (new FileInfo(full).Length is var length && length != bytes)
            {
                problems.Add($"{full}: expected {bytes} bytes, but found {length}.");
            }
            else if (Digest(full) is var actual && actual != sha256)
            {
                problems.Add($"{full}: expected SHA-256 {sha256}, but found {actual}.");
            }
        }

        problems.AddRange(present.Order(StringComparer.Ordinal).Select(path => $"{Path.Combine(folder, path)}: the manifest does not name this file."));
        return problems.ToImmutable();
    }

    private static SortedDictionary<string, (string Sha256, long Bytes)> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var files = new SortedDictionary<string, (string, long)>(StringComparer.Ordinal);
            foreach (var file in json.RootElement.GetProperty("files").EnumerateObject())
            {
                files[file.Name] = (file.Value.GetProperty("sha256").GetString()!, file.Value.GetProperty("bytes").GetInt64());
            }

            return files;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CheckpointException(path, "a manifest of the checkpoint's files", fault.Message, "Use another checkpoint of the run.", fault);
        }
    }

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(path => path != FileName)
            .Order(StringComparer.Ordinal);

    private static string Digest(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
