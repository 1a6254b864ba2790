using System.CommandLine;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary><c>checkpoint merge-lora BASE ADAPTER OUT</c>: a plain hub folder out of a base and an adapter.</summary>
internal static class MergeLoraCommand
{
    public static Command Create(CliContext context)
    {
        var source = new Argument<string>("base") { Description = "the folder of the model that the adapter belongs to" };
        var adapter = new Argument<string>("adapter") { Description = "a folder with adapter_config.json, or a checkpoint of a training with lora" };
        var (target, dtype) = (RewrittenFolder.Target(), RewrittenFolder.Dtype("float32"));
        var command = new Command("merge-lora", "adds an adapter to its base for good") { source, adapter, target, dtype };
        command.SetAction(call =>
        {
            var hub = RewrittenFolder.Hub(
                call.GetRequiredValue(source), found => $"'{found}' is an adapter itself; name the folder of the base first: merge-lora BASE ADAPTER OUT.");
            var update = AdapterIn(call.GetRequiredValue(adapter));
            return RewrittenFolder.Write(context, call, target, dtype, "merged into", (to, element) => HubRewrite.Merge(hub, update, to, element));
        });
        return command;
    }

    private static string AdapterIn(string path)
    {
        var inside = Path.Combine(path, SavedPolicy.AdapterPath);
        return !PeftFolder.IsAdapter(path) && PeftFolder.IsAdapter(inside) ? inside : path;
    }
}
