using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Scenarios;
using Agentic.Viewer.Export;
using Agentic.Viewer.Terminal;

namespace Agentic.Cli;

/// <summary><c>quickstart</c>: from nothing to a policy that walks mazes, and what to try next.</summary>
internal static class QuickstartCommand
{
    public static Command Create(CliContext context)
    {
        var seed = new Option<ulong?>("--seed") { Description = "root of all random streams" };
        var folder = new Option<string?>("--output") { Description = "the run's folder; runs/quickstart by default" };
        var set = ScenarioArguments.Set();
        var command = new Command("quickstart", "trains the built-in policy on mazes, in minutes on two cores") { seed, folder, set };
        command.SetAction(async (call, cancellation) =>
        {
            var settings = new List<string>(call.GetValue(set) ?? []);
            settings.AddRange(call.GetValue(seed) is { } chosen ? [$"seed={chosen}"] : []);
            var loaded = ScenarioReader.Load(ShippedScenarios.Find("quickstart.yaml"), context.Vocabulary, settings);
            var output = context.Open(call);
            var path = Path.GetFullPath(call.GetValue(folder) ?? Path.Combine("runs", "quickstart"));
            var started = context.Clock.GetTimestamp();
            output.Line("Training the built-in policy on 5×5 mazes: first it imitates a few oracle episodes, then it learns from its own.");
            var result = await TrainingRun.RunAsync(context, output, loaded, new RunFolder(path), false, cancellation);
            var seconds = context.Clock.GetElapsedTime(started).TotalSeconds;
            var report = WriteReport(loaded, new RunFolder(path), result, seconds);
            Print(output, result, seconds, report, path);
            return ExitCode.Done;
        });
        return command;
    }

    private static string WriteReport(LoadedScenario loaded, RunFolder folder, TrainingResult result, double seconds)
    {
        var path = Path.Combine(folder.Path, "report.html");
        using var reader = TrajectoryReader.Open(folder.Episodes);
        var episodes = reader.ReadAll().ToList();
        using var file = File.Create(path);
        ReportHtml.Write(file, new Report
        {
            Title = "Quickstart: a policy learns to walk mazes",
            Summary = "Success on held-out 5×5 mazes, before and after multi-turn reinforcement learning with verifiable rewards.",
            Numbers =
            [
                new ReportNumber("before", $"{result.Before!.Success:P1}", "after imitating a few oracle episodes"),
                new ReportNumber("after", $"{result.After.Success:P1}", $"{result.Updates} updates"),
                new ReportNumber("time", $"{seconds:0} s"),
                new ReportNumber("mismatch_kl", result.MismatchKl.ToString("0.0e+00", CultureInfo.InvariantCulture), "sampler against trainer"),
            ],
            Charts = [new SvgChart("held-out success", "updates", [new ChartSeries("success", [.. result.Curve.Select(point => ((double)point.Update, point.Success))])], (0, 1))],
            Success = Changes(result),
            Episodes = [.. episodes.Take(8), .. episodes.TakeLast(16)],
            Scenario = loaded.Values.ToYaml(),
        }, folder.OpenImages(), id => result.Tokenizer.Decode([id]));
        return path;
    }

    private static SuccessChange[] Changes(TrainingResult result) => [.. result.After.ByDifficulty.Select(row => new SuccessChange(
        row.Key.ToString(CultureInfo.InvariantCulture), row.Value.Episodes, result.Before!.ByDifficulty.GetValueOrDefault(row.Key)?.Success ?? 0, row.Value.Success))];

    private static void Print(CliOutput output, TrainingResult result, double seconds, string report, string path)
    {
        output.Line(result.Chart);
        output.People.Write(Table.Render(["path length", "mazes", "before", "after"], [.. Changes(result).Select(row =>
            (IReadOnlyList<string>)[row.Class, $"{row.Tasks}", $"{row.Before:P0}", $"{row.After:P0}"])]));
        output.Line($"Held-out mazes solved: {result.Before!.Success:P1} → {result.After.Success:P1} in {seconds:0} s.");
        output.Line($"Report: {report}");
        output.Line($"Try next:\n  ./agentic watch {path} --terminal\n  ./agentic train scenarios/cards/points24.yaml\n  ./agentic eval scenarios/maze/stepwise.yaml --policy {path}/checkpoints/global_step_{result.Updates} --samples 4");
        output.Result(new JsonObject
        {
            ["success_before"] = result.Before.Success,
            ["success_after"] = result.After.Success,
            ["seconds"] = Math.Round(seconds, 1),
            ["mismatch_kl"] = result.MismatchKl,
            ["mismatch_max"] = result.MismatchMax,
            ["updates"] = result.Updates,
            ["report"] = report,
            ["run"] = path,
        });
    }
}
