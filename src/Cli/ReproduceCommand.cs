using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Agentic.Training.Reproductions;
using Agentic.Viewer.Terminal;
using Agentic.Worlds;

namespace Agentic.Cli;

/// <summary><c>reproduce ID</c>: a small replica of a published system, over several seeds, with a verdict on each of its claims.</summary>
internal static class ReproduceCommand
{
    private const int MostSeeds = 10_000;

    public static Command Create(CliContext context)
    {
        var id = new Argument<string?>("id") { Description = "which one; --list shows all", Arity = ArgumentArity.ZeroOrOne };
        var seeds = new Option<int?>("--seeds") { Description = $"seeds 1 to N; fewer than {ClaimResult.LeastPairs} decide nothing" };
        var list = new Option<bool>("--list") { Description = "show what can be reproduced" };
        var command = new Command("reproduce", "runs a small replica of a published system and says which of its claims hold") { id, seeds, list };
        command.SetAction((call, cancellation) =>
        {
            var output = context.Open(call);
            if (call.GetValue(list))
            {
                List(output);
                return Task.FromResult(ExitCode.Done);
            }

            var reproduction = Find(call.GetValue(id));
            var count = call.GetValue(seeds) ?? reproduction.Seeds;
            if (count is < 1 or > MostSeeds)
            {
                throw new UserException($"--seeds must be a whole number from 1 to {MostSeeds}, but is {count}.");
            }

            var started = context.Clock.GetTimestamp();
            output.Line($"{reproduction.Title}\n{reproduction.Setting}\n");
            using var progress = context.Progress("seeds", count);
            var run = ReproductionRun.Of(reproduction, count, Environment.ProcessorCount, done => progress.Report(done), cancellation);
            progress.Dispose();
            Print(output, run);
            output.Result(Json(run, context.Clock.GetElapsedTime(started).TotalSeconds));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>The result for machines. An effect that is not defined is null.</summary>
    internal static JsonObject Json(ReproductionRun run, double seconds) => new()
    {
        ["id"] = run.Reproduction.Id,
        ["claims"] = new JsonArray([.. run.Claims.Select(result => new JsonObject
        {
            ["id"] = result.Claim.Id,
            ["text"] = result.Claim.Text,
            ["effect"] = Number(result.Effect),
            ["low"] = Number(result.Interval.Low),
            ["high"] = Number(result.Interval.High),
            ["verdict"] = Word(result.Verdict),
        })]),
        ["seeds"] = run.Seeds.Length,
        ["seconds"] = Math.Round(seconds, 1),
    };

    private static Reproduction Find(string? id)
    {
        var ids = ReproductionCatalog.All.Select(entry => entry.Id).ToList();
        return id is null ? throw new UserException($"Name what to reproduce: {string.Join(", ", ids)}.")
            : ReproductionCatalog.Find(id) ?? throw new UserException(
                $"There is no reproduction '{(id.Length <= 60 ? id : $"{id[..60]}…")}'; known are: {string.Join(", ", ids)}.{Suggestion.For(id, ids)}");
    }

    private static void List(CliOutput output)
    {
        output.People.Write(Table.Render(["id", "claims", "seeds", "system"], [.. ReproductionCatalog.All.Select(entry =>
            (IReadOnlyList<string>)[entry.Id, $"{entry.Claims.Length}", $"{entry.Seeds}", entry.Title])]));
        output.People.Write("\n" + Table.Render(["id", "state", "system"], [.. PublishedSystems.All.Select(system =>
            (IReadOnlyList<string>)[system.Id, system.State, system.Title])]));
        output.Result(new JsonObject
        {
            ["reproductions"] = new JsonArray([.. ReproductionCatalog.All.Select(entry => new JsonObject
            {
                ["id"] = entry.Id,
                ["title"] = entry.Title,
                ["claims"] = new JsonArray([.. entry.Claims.Select(claim => new JsonObject { ["id"] = claim.Id, ["text"] = claim.Text })]),
                ["seeds"] = entry.Seeds,
            })]),
            ["systems"] = new JsonArray([.. PublishedSystems.All.Select(system => new JsonObject { ["id"] = system.Id, ["state"] = system.State })]),
        });
    }

    private static void Print(CliOutput output, ReproductionRun run)
    {
        output.People.Write(Table.Render(["measure", "mean"], [.. run.Means.Select(measure => (IReadOnlyList<string>)[measure.Name, Text(measure.Mean)])]));
        foreach (var result in run.Claims)
        {
            output.Line($"\n{result.Claim.Id}: {Word(result.Verdict)}\n{result.Claim.Text}");
            output.Line($"  {Text(result.Effect)}, 95 % interval {Text(result.Interval.Low)} to {Text(result.Interval.High)}, paired over {result.Pairs} of {run.Seeds.Length} seeds");
        }
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Fails => "fails",
        _ => "undecided",
    };

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
