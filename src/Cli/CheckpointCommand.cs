using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Agentic.Viewer.Terminal;

namespace Agentic.Cli;

/// <summary><c>checkpoint inspect | merge-lora | convert</c>: what is in a saved policy, and others made of it.</summary>
internal static class CheckpointCommand
{
    public static Command Create(CliContext context) => new("checkpoint", "saved policies")
    {
        Inspect(context),
        MergeLoraCommand.Create(context),
        ConvertCommand.Create(context),
    };

    private static Command Inspect(CliContext context)
    {
        var folder = new Argument<string>("folder") { Description = "a checkpoint's folder" };
        var command = new Command("inspect", "its files with sizes and digests") { folder };
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
            output.People.Write(Table.Render(["file", "bytes", "sha256"], [.. files.Select(file => (IReadOnlyList<string>)[file.Name, $"{file.Bytes}", file.Digest])]));
            output.Result(new JsonObject
            {
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

    private static string Digest(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
