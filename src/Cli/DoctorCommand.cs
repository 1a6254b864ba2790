using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Cli;

/// <summary><c>doctor</c>: what is missing on this machine, and how to get it.</summary>
internal static class DoctorCommand
{
    public static Command Create(CliContext context)
    {
        var fix = new Option<bool>("--fix") { Description = "do what can be done without asking" };
        var command = new Command("doctor", "says what is missing on this machine and how to get it") { fix };
        command.SetAction(call =>
        {
            var output = context.Open(call);
            var findings = MachineChecks.Run(call.GetValue(fix));
            foreach (var finding in findings)
            {
                output.Line($"{(finding.IsFine ? "ok     " : finding.IsNeeded ? "MISSING" : "absent ")} {finding.What}: {finding.State}");
                if (!finding.IsFine)
                {
                    output.Line($"        {finding.WayOut}");
                }
            }

            var isHealthy = findings.All(finding => finding.IsFine || !finding.IsNeeded);
            output.Line(isHealthy ? "Everything that is needed is here." : "Something that is needed is missing.");
            var sandbox = SandboxProbe.Look();
            output.Result(new JsonObject
            {
                ["healthy"] = isHealthy,
                ["sandbox"] = new JsonObject { ["layer"] = sandbox.Name, ["missing"] = new JsonArray([.. sandbox.Missing.Select(line => JsonValue.Create(line))]) },
                ["checks"] = new JsonArray([.. findings.Select(finding => new JsonObject
                {
                    ["what"] = finding.What,
                    ["ok"] = finding.IsFine,
                    ["needed"] = finding.IsNeeded,
                    ["state"] = finding.State,
                    ["way_out"] = finding.IsFine ? null : finding.WayOut,
                })]),
            });
            return isHealthy ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
