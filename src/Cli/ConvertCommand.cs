using System.CommandLine;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary><c>checkpoint convert IN OUT --dtype TYPE</c>: the same model in another element type.</summary>
internal static class ConvertCommand
{
    public static Command Create(CliContext context)
    {
        var source = new Argument<string>("in") { Description = "the folder of a saved policy" };
        var (target, dtype) = (RewrittenFolder.Target(), RewrittenFolder.Dtype(null));
        var command = new Command("convert", "rewrites weights in another element type") { source, target, dtype };
        command.SetAction(call =>
        {
            var type = call.GetRequiredValue(dtype);
            var hub = RewrittenFolder.Hub(
                call.GetRequiredValue(source), adapter => $"'{adapter}' is an adapter; merge it first: agentic checkpoint merge-lora BASE ADAPTER OUT --dtype {type}.");
            return RewrittenFolder.Write(context, call, target, dtype, "written to", (to, element) => HubRewrite.Convert(hub, to, element));
        });
        return command;
    }
}
