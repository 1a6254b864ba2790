using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary><c>checkpoint merge-lora BASE ADAPTER OUT</c>: a plain hub folder out of a base and an adapter.</summary>
internal static class MergeLoraCommand
{
    public static Command Create(CliContext context)
    {
        var source = new Argument<string>("base") { Description = "the folder of the model that the adapter belongs to" };
        var adapter = new Argument<string>("adapter") { Description = "a folder with adapter_config.json, or a checkpoint of a training with lora" };
        var target = new Argument<string>("out") { Description = "the folder to write; empty or not there" };
        var dtype = ConvertCommand.Dtype("float32");
        var command = new Command("merge-lora", "adds an adapter to its base for good") { source, adapter, target, dtype };
        command.SetAction(call =>
        {
            var (from, to) = (SavedPolicy.Find(call.GetRequiredValue(source)), Path.GetFullPath(call.GetRequiredValue(target)));
            if (from.Adapter is not null)
            {
                throw new UserException($"'{from.Adapter}' is an adapter itself; name the folder of the base first: merge-lora BASE ADAPTER OUT.");
            }

            HubRewrite.Merge(from.Hub, AdapterIn(call.GetRequiredValue(adapter)), to, SafetensorsDtypes.TorchNames[call.GetRequiredValue(dtype)]);
            var output = context.Open(call);
            output.Line($"merged into {to}");
            output.Result(new JsonObject { ["folder"] = to, ["dtype"] = call.GetRequiredValue(dtype) });
            return ExitCode.Done;
        });
        return command;
    }

    private static string AdapterIn(string path)
    {
        var inside = Path.Combine(path, SavedPolicy.AdapterPath);
        return !PeftFolder.IsAdapter(path) && PeftFolder.IsAdapter(inside) ? inside : path;
    }
}
