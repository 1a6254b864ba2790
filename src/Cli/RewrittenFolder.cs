using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>What the commands share that write a model's folder anew: where from, where to, in which element type, and what is said.</summary>
internal static class RewrittenFolder
{
    /// <summary>Where to.</summary>
    public static Argument<string> Target() => new("out") { Description = "the folder to write; empty or not there" };

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

    /// <summary>The hub folder of a saved policy that is no adapter.</summary>
    /// <param name="path">What the user named.</param>
    /// <param name="refusal">What is said of an adapter that was found there.</param>
    /// <exception cref="UserException">It is an adapter.</exception>
    public static string Hub(string path, Func<string, string> refusal)
    {
        var found = SavedPolicy.Find(path);
        return found.Adapter is { } adapter ? throw new UserException(refusal(adapter)) : found.Hub;
    }

    /// <summary>Writes the folder and says so.</summary>
    /// <param name="context">The program.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="target">The argument from <see cref="Target"/>.</param>
    /// <param name="dtype">The option from <see cref="Dtype"/>.</param>
    /// <param name="done">What comes before the folder in the message.</param>
    /// <param name="write">Writes a folder in an element type.</param>
    public static int Write(
        CliContext context, ParseResult call, Argument<string> target, Option<string> dtype, string done, Action<string, SafetensorsDtype> write)
    {
        var (to, type) = (Path.GetFullPath(call.GetRequiredValue(target)), call.GetRequiredValue(dtype));
        write(to, SafetensorsDtypes.TorchNames[type]);
        var output = context.Open(call);
        output.Line($"{done} {to}");
        output.Result(new JsonObject { ["folder"] = to, ["dtype"] = type });
        return ExitCode.Done;
    }
}
