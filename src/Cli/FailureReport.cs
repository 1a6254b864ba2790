using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Scenarios;
using Agentic.Viewer.Window;
using Agentic.VisionPolicy;
using Agentic.Worlds;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Search.Index;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Cli;

/// <summary>Says why a call came to nothing: in words on standard error, and under <c>--json</c> as one object on standard output too.</summary>
/// <param name="output">Standard output; borrowed.</param>
/// <param name="error">Standard error; borrowed.</param>
/// <param name="isJson">Whether a machine reads.</param>
internal sealed class FailureReport(TextWriter output, TextWriter error, bool isJson)
{
    /// <summary>Says it.</summary>
    /// <returns>The exit code.</returns>
    public int Say(string message, int code)
    {
        error.WriteLine(message);
        new CliOutput(output, error, isJson).Result(new JsonObject { ["error"] = message, ["exit_code"] = code });
        return code;
    }

    /// <summary>Says what an exception means; only one that nobody foresaw comes with its stack.</summary>
    /// <returns>The exit code.</returns>
    public int Explain(Exception failure)
    {
        switch (failure)
        {
            case UserException user:
                return Say(user.Message, user.ExitCode);
            case FileNotFoundException or ScenarioException or TaskFormatException or UnknownWorldException or WorldOptionException or WorldFileException or CorpusException:
                return Say(failure.Message, ExitCode.BadArguments);
            case TorchRuntimeException or SafetensorsException or TokenizerException or NotSupportedException or InvalidDataException or AgentFaultException:
            case IOException or UnauthorizedAccessException or ImageMissingException or ImageDamagedException or TrajectoryException or WindowException or SearchIndexException or RetrieverFaultException or SandboxFaultException:
                return Say(failure.Message, ExitCode.Failed);
            default:
                var code = Say($"Unexpected: {failure.Message}", ExitCode.Failed);
                error.WriteLine($"This is a fault of the program. Please report the command line and these lines:\n{failure}");
                return code;
        }
    }
}
