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
        var seeds = new Option<int?>("--seeds") { Description = $"how many seeds; fewer than {ClaimResult.LeastPairs} decide nothing" };
        var first = new Option<ulong>("--seed") { Description = "the first seed; those behind it follow", DefaultValueFactory = _ => 1 };
        var folder = new Option<string?>("--output") { Description = "where claims, seeds and report go; runs/reproduce-ID by default, with a number behind it where that is taken" };
        var resume = new Option<bool>("--resume") { Description = "go on with the seeds that are missing there" };
        var list = new Option<bool>("--list") { Description = "show what can be reproduced" };
        var command = new Command("reproduce", "runs a small replica of a published system and says which of its claims hold") { id, seeds, first, folder, resume, list };
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

            var wanted = Enumerable.Range(0, count).Select(at => call.GetValue(first) + (ulong)at).ToHashSet();
            Run(context, output, reproduction, wanted, Open(reproduction, call.GetValue(folder), call.GetValue(resume)), cancellation);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Run(CliContext context, CliOutput output, Reproduction reproduction, HashSet<ulong> wanted, ReproductionFolder folder, CancellationToken cancellation)
    {
        var started = context.Clock.GetTimestamp();
        output.Line($"{reproduction.Title}\n{reproduction.Setting}\nclaims: {ClaimFile.Digest(reproduction)[..12]}… in {folder.Path}\n");
        ulong[] missing = [.. wanted.Except(folder.Done.Select(outcome => outcome.Seed))];
        var start = missing.Length > 0 ? folder.Prepare(reproduction, output.Line, cancellation) : null;
        using (var progress = context.Progress("seeds", missing.Length))
        {
            var done = 0;
            ReproductionRun.RunSeeds(reproduction, missing, start, Environment.ProcessorCount, context.Clock, outcome =>
            {
                folder.Add(outcome);
                progress.Report(Interlocked.Increment(ref done));
            }, cancellation);
        }

        // What was gathered before counts too: its time is in its lines.
        var run = ReproductionRun.Of(reproduction, folder.Done);
        var seconds = context.Clock.GetElapsedTime(started).TotalSeconds;
        ReproductionReport.Write(folder, run, seconds);
        Print(output, run);
        output.Line($"\nReport: {folder.Report}");
        output.Result(Json(run, seconds));
    }

    private static ReproductionFolder Open(Reproduction reproduction, string? chosen, bool resume)
    {
        try
        {
            var usual = Path.GetFullPath(Path.Combine("runs", $"reproduce-{reproduction.Id}"));
            if (resume)
            {
                var path = chosen is null ? Numbered(usual).TakeWhile(ReproductionFolder.Holds).LastOrDefault() : Path.GetFullPath(chosen);
                return path is not null && ReproductionFolder.Holds(path) ? ReproductionFolder.Resume(path, reproduction)
                    : throw new UserException($"'{chosen ?? usual}' holds no experiment to go on with. Leave out --resume to begin one.");
            }

            if (chosen is not null && ReproductionFolder.Holds(chosen))
            {
                throw new UserException($"'{chosen}' holds an experiment already. Add --resume to go on with it, or choose another --output.");
            }

            return ReproductionFolder.Begin(chosen is null ? Numbered(usual).First(path => !ReproductionFolder.Holds(path)) : Path.GetFullPath(chosen), reproduction);
        }
        catch (InvalidDataException fault)
        {
            throw new UserException(fault.Message);
        }
    }

    // runs/reproduce-ID, runs/reproduce-ID-2, …
    private static IEnumerable<string> Numbered(string path) => Enumerable.Range(1, int.MaxValue - 1).Select(number => number == 1 ? path : $"{path}-{number}");

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
            ["verdict"] = ReproductionReport.Word(result.Verdict),
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
            output.Line($"\n{result.Claim.Id}: {ReproductionReport.Word(result.Verdict)}\n{result.Claim.Text}");
            output.Line($"  {Text(result.Effect)}, 95 % interval {Text(result.Interval.Low)} to {Text(result.Interval.High)}, paired over {result.Pairs} of {run.Seeds.Length} seeds");
        }
    }

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
