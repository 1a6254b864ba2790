using System.Text.Json;
using Agentic.Cli;

namespace Agentic.Cli.Tests;

/// <summary>One call of the program, with what it wrote and returned.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    /// <summary>The last line of standard output.</summary>
    public JsonElement Json => JsonDocument.Parse(Output.TrimEnd('\n').Split('\n')[^1]).RootElement;

    /// <summary>Every line of standard output.</summary>
    public JsonElement[] JsonLines => [.. Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];

    public static async Task<CliRun> Of(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLineApp.RunAsync(args, output, error, cancellation: TestContext.Current.CancellationToken);
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
