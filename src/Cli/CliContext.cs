using System.CommandLine;
using Agentic.Training.Scenarios;

namespace Agentic.Cli;

/// <summary>What every verb works with: where words go, the clock, and the names that may be used.</summary>
/// <param name="Output">Standard output; borrowed.</param>
/// <param name="Error">Standard error; borrowed.</param>
/// <param name="Clock">The only clock.</param>
/// <param name="Vocabulary">Names for scenarios.</param>
/// <param name="Policies">Who turns a saved policy into an agent.</param>
public sealed record CliContext(TextWriter Output, TextWriter Error, TimeProvider Clock, ScenarioVocabulary Vocabulary, IPolicyLoader Policies)
{
    /// <summary>A machine reads.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "print one JSON object as the last line; everything else goes to standard error",
        Recursive = true,
    };

    /// <summary>Reads the environment; null for what is not set or empty.</summary>
    public Func<string, string?> Variable { get; init; } = name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>The output as the call asks for it.</summary>
    public CliOutput Open(ParseResult call) => new(Output, Error, call.GetValue(Json));

    /// <summary>A progress bar on standard error.</summary>
    public ProgressBar Progress(string unit, long total) => new(Error, !Console.IsErrorRedirected, Clock, unit, total);
}
