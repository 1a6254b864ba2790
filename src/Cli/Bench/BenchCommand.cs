using System.CommandLine;

namespace Agentic.Cli;

/// <summary><c>bench</c>: how fast the parts are on this machine. Worlds have their own: <c>worlds bench</c>.</summary>
internal static class BenchCommand
{
    public static Command Create(CliContext context) => new("bench", "how fast a policy and the viewer are on this machine") { BenchPolicy.Create(context), BenchViewer.Create(context) };
}
