using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Agentic.Viewer.Terminal;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary><c>checkpoint inspect FOLDER</c>: what is in a saved policy; <c>checkpoint verify FOLDER</c>: whether its numbers are right.</summary>
internal static class CheckpointCommand
{
    public static Command Create(CliContext context) => new("checkpoint", "saved policies") { Inspect(context), CheckpointVerifyCommand.Create(context) };

    private static Command Inspect(CliContext context)
    {
        var folder = new Argument<string>("folder") { Description = "a checkpoint's folder" };
        var command = new Command("inspect", "the model, and its files with sizes and digests") { folder };
        command.SetAction(call =>
        {
            var root = Path.GetFullPath(call.GetRequiredValue(folder));
            if (!Directory.Exists(root))
            {
                throw new UserException($"There is no folder '{root}'.");
            }

            var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => (Name: Path.GetRelativePath(root, file), Bytes: new FileInfo(file).Length, Digest: Digest(file))).ToList();
            var output = context.Open(call);
            var summary = HubOf(root) is { } hub ? HubSummary.Read(hub) : null;
            if (summary is not null)
            {
                output.Line(Describe(summary));
            }

            output.People.Write(Table.Render(["file", "bytes", "sha256"], [.. files.Select(file => (IReadOnlyList<string>)[file.Name, $"{file.Bytes}", file.Digest])]));
            output.Result(new JsonObject
            {
                ["model"] = summary is null ? null : Json(summary),
                ["files"] = new JsonObject(files.Select(file => KeyValuePair.Create(file.Name, (JsonNode?)new JsonObject
                {
                    ["bytes"] = file.Bytes,
                    ["sha256"] = file.Digest,
                }))),
            });
            return ExitCode.Done;
        });
        return command;
    }

    // The folder itself, or the actor inside a training checkpoint.
    private static string? HubOf(string root) => new[] { root, Path.Combine(root, "actor", "huggingface") }.FirstOrDefault(place => File.Exists(Path.Combine(place, HubFolder.Config)));

    private static string Describe(HubSummary summary)
    {
        var (config, text) = (summary.Config, summary.Config.Text);
        var lines = new List<string>
        {
            $"{config.Family.ModelType()}, {summary.Parameters:n0} parameters: {summary.Tensors} tensors in {summary.Shards} weight files, "
                + string.Join(", ", summary.Types.Select(type => $"{type.Value:n0} bytes of {type.Key}")),
            $"decoder: {text.Layers} layers of {text.HiddenSize}, {text.Heads} heads of {text.HeadSize} over {text.KeyValueHeads}, {text.VocabularySize} tokens"
                + (config.TieWordEmbeddings ? ", head tied to the embeddings" : ""),
        };
        if (config.Vision is { } vision)
        {
            lines.Add($"vision: {vision.Depth} blocks of {vision.HiddenSize}, patches of {vision.PatchSize} pixels merged {vision.SpatialMergeSize} × {vision.SpatialMergeSize}"
                + (config.DeepstackLevels > 0 ? $", features taken behind blocks {string.Join(", ", vision.DeepstackBlocks)}" : ""));
        }

        lines.AddRange(summary.Missing.Select(name => $"missing: {name}"));
        lines.AddRange(summary.Unknown.Select(name => $"unknown: {name}"));
        return string.Join(Environment.NewLine, lines);
    }

    private static JsonObject Json(HubSummary summary) => new()
    {
        ["model_type"] = summary.Config.Family.ModelType(),
        ["parameters"] = summary.Parameters,
        ["tensors"] = summary.Tensors,
        ["shards"] = summary.Shards,
        ["bytes_by_type"] = new JsonObject(summary.Types.Select(type => KeyValuePair.Create(type.Key, (JsonNode?)type.Value))),
        ["missing"] = new JsonArray([.. summary.Missing.Select(name => (JsonNode)name)]),
        ["unknown"] = new JsonArray([.. summary.Unknown.Select(name => (JsonNode)name)]),
    };

    private static string Digest(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
