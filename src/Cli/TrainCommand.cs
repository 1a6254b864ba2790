using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Training.Scenarios;

namespace Agentic.Cli;

/// <summary><c>train SCENARIO</c>: warm start, reinforcement, evaluation; goes on where it was stopped with <c>--resume</c>.</summary>
internal static class TrainCommand
{
    public static Command Create(CliContext context)
    {
        var scenario = ScenarioArguments.Scenario();
        var set = ScenarioArguments.Set();
        var seed = new Option<ulong?>("--seed") { Description = "the same as --set seed=…" };
        var folder = new Option<string?>("--output") { Description = "the run's folder; runs/NAME by default" };
        var resume = new Option<bool>("--resume") { Description = "go on from the run's last checkpoint" };
        var (policy, lora, device) = (LoraOption.Policy(), LoraOption.Create(), DeviceOption.Create());
        var command = new Command("train", "trains the scenario's policy") { scenario, set, seed, policy, lora, device, folder, resume };
        command.SetAction(async (call, cancellation) =>
        {
            var settings = new List<string>(call.GetValue(set) ?? []);
            settings.AddRange(call.GetValue(seed) is { } chosen ? [$"seed={chosen}"] : []);
            settings.AddRange(LoraOption.Settings(call.GetValue(policy), call.GetValue(lora)));
            settings.AddRange(DeviceOption.Settings(call.GetValue(device)));
            var loaded = ScenarioReader.Load(call.GetRequiredValue(scenario), context.Vocabulary, settings);
            var output = context.Open(call);
            var path = Path.GetFullPath(call.GetValue(folder) ?? Path.Combine("runs", loaded.Scenario.Name));
            var result = await TrainingRun.RunAsync(context, output, loaded, new RunFolder(path), call.GetValue(resume), cancellation);
            output.Line(result.Chart);
            BoundaryReport.Print(output, result.Boundary);
            output.Line($"{result.Updates} updates, held-out success {(result.Before is { } before ? $"{before.Success:P1} → " : "")}{result.After.Success:P1}, mismatch_kl {result.MismatchKl:0.0e+00}, run {path}");
            output.Result(new JsonObject
            {
                ["updates"] = result.Updates,
                ["success"] = result.After.Success,
                ["success_before"] = result.Before?.Success,
                ["return"] = result.After.Return,
                ["return_before"] = result.Before?.Return,
                ["legal_share"] = result.After.LegalShare,
                ["legal_share_before"] = result.Before?.LegalShare,
                ["mismatch_kl"] = result.MismatchKl,
                ["mismatch_max"] = result.MismatchMax,
                ["boundary"] = BoundaryReport.Json(result.Boundary),
                ["run"] = path,
            });
            return ExitCode.Done;
        });
        return command;
    }
}
