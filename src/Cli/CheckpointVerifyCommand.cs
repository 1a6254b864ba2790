using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.VisionPolicy;
using Agentic.VisionPolicy.Verification;

namespace Agentic.Cli;

/// <summary><c>checkpoint verify FOLDER</c>: the numbers of a hub folder against those that a reference computed on it, kept in its <c>cases/</c>.</summary>
internal static class CheckpointVerifyCommand
{
    // What the JSON always tells, with 0 where no case has it.
    private static readonly CaseKind[] Told = [CaseKind.Logits, CaseKind.Loss, CaseKind.Gradients, CaseKind.PositionIds, CaseKind.Generations];

    public static Command Create(CliContext context)
    {
        var folder = new Argument<string>("folder") { Description = "a hub folder that holds cases/cases.json and cases/cases.safetensors" };
        var device = DeviceOption.Create();
        var command = new Command("verify", "its numbers against the reference's") { folder, device };
        command.SetAction((call, cancellation) =>
        {
            var root = Path.GetFullPath(call.GetRequiredValue(folder));
            if (!Directory.Exists(root))
            {
                throw new UserException($"There is no folder '{root}'.");
            }

            var output = context.Open(call);
            TorchRuntime.TakeCores();
            using var verifier = new CaseVerifier(root, DeviceOption.Open(call.GetValue(device)));
            var worst = Told.ToDictionary(kind => kind.Name, _ => 0.0);
            var (cases, failed) = (0, 0);
            foreach (var name in verifier.Cases.Names)
            {
                cancellation.ThrowIfCancellationRequested();
                var result = verifier.Verify(name);
                output.Line(result.ToString());
                cases++;
                failed += result.Failed ? 1 : 0;
                foreach (var (kind, difference, _) in result.Worst)
                {
                    // A difference that is no number counts as largest of all; JSON has no word for it.
                    worst[kind.Name] = Math.Max(worst.GetValueOrDefault(kind.Name), double.IsFinite(difference) ? difference : double.MaxValue);
                }
            }

            output.Line($"{cases} cases, {failed} failed.");
            output.Result(new JsonObject
            {
                ["cases"] = cases,
                ["failed"] = failed,
                ["worst"] = new JsonObject(worst.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
            });
            return Task.FromResult(cases > 0 && failed == 0 ? ExitCode.Done : ExitCode.Failed);
        });
        return command;
    }
}
