using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary><c>checkpoint convert IN OUT --dtype TYPE</c>: the same model in another element type.</summary>
internal static class ConvertCommand
{
    public static Command Create(CliContext context)
    {
        var source = new Argument<string>("in") { Description = "the folder of a saved policy" };
        var target = new Argument<string>("out") { Description = "the folder to write; empty or not there" };
        var dtype = Dtype(null);
        var command = new Command("convert", "rewrites weights in another element type") { source, target, dtype };
        command.SetAction(call =>
        {
            var (from, to) = (SavedPolicy.Find(call.GetRequiredValue(source)), Path.GetFullPath(call.GetRequiredValue(target)));
            if (from.Adapter is not null)
            {
                throw new UserException($"'{from.Adapter}' is an adapter; merge it first: agentic checkpoint merge-lora BASE ADAPTER OUT --dtype {call.GetRequiredValue(dtype)}.");
            }

            HubRewrite.Convert(from.Hub, to, SafetensorsDtypes.TorchNames[call.GetRequiredValue(dtype)]);
            var output = context.Open(call);
            output.Line($"written to {to}");
            output.Result(new JsonObject { ["folder"] = to, ["dtype"] = call.GetRequiredValue(dtype) });
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The element type to write; required when there is no default.</summary>
    public static Option<string> Dtype(string? fallback)
    {
        var option = new Option<string>("--dtype") { Description = "float32, bfloat16 or float16", Required = fallback is null };
        if (fallback is not null)
        {
            option.DefaultValueFactory = _ => fallback;
        }

        option.AcceptOnlyFromAmong([.. SafetensorsDtypes.TorchNames.Keys]);
        return option;
    }
}
