using System.Globalization;
using Agentic.Agents;
using Agentic.Training.Reproductions;
using Agentic.Viewer.Export;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>The page of an experiment: claims with effects and verdicts, every measure, the curves of its arms, an episode of each.</summary>
internal static class ReproductionReport
{
    /// <summary>Writes it into the experiment's folder.</summary>
    public static void Write(ReproductionFolder folder, ReproductionRun run, double seconds) => AtomicFile.Write(folder.Report, stream =>
        ReportHtml.Write(stream, Of(run, seconds), new MemoryImageStore()));

    private static Report Of(ReproductionRun run, double seconds) => new()
    {
        Title = run.Reproduction.Title,
        Summary = run.Reproduction.Setting,
        Numbers =
        [
            new ReportNumber("seeds", $"{run.Seeds.Length}", $"{run.Seeds[0].Seed} to {run.Seeds[^1].Seed}"),
            new ReportNumber("claims that hold", $"{run.Claims.Count(claim => claim.Verdict == Verdict.Holds)} of {run.Claims.Length}"),
            new ReportNumber("time", $"{seconds:0} s", $"{run.Seeds.Sum(seed => seed.Seconds):0} s of seeds"),
            new ReportNumber("declared beforehand", ClaimFile.Digest(run.Reproduction)[..12], "SHA-256 of setting, claims and measures, as in claim.json"),
        ],
        Tables =
        [
            new ReportTable("Claims", ["claim", "effect", "from", "to", "pairs", " verdict", " in words"], [.. run.Claims.Select(claim => (IReadOnlyList<string>)
                [claim.Claim.Id, Text(claim.Effect), Text(claim.Interval.Low), Text(claim.Interval.High), $"{claim.Pairs}", Word(claim.Verdict), claim.Claim.Text])]),
            new ReportTable("Measures", ["measure", "mean", .. run.Seeds.Select(seed => $"seed {seed.Seed}")], [.. run.Means.Select(measure => (IReadOnlyList<string>)
                [measure.Name, Text(measure.Mean), .. run.Seeds.Select(seed => Text(seed.Measures[measure.Name]))])]),
        ],
        Charts = run.Seeds.All(seed => seed.Curves.Count == 0) ? [] : [new SvgChart("Arms, mean over seeds", "updates", [.. Curves(run)])],
        Dialogues = [.. run.Seeds[0].Examples.Select(example => new ReportDialogue(
            $"{example.Key}: an episode of seed {run.Seeds[0].Seed}, {example.Value.End}, return {Text(example.Value.Return)}",
            [.. example.Value.Lines.Select(line => (line.Who, line.Words))]))],
    };

    private static IEnumerable<ChartSeries> Curves(ReproductionRun run) =>
        from arm in run.Seeds.SelectMany(seed => seed.Curves.Keys).Distinct().Order(StringComparer.Ordinal)
        let curves = run.Seeds.Where(seed => seed.Curves.ContainsKey(arm)).Select(seed => seed.Curves[arm]).ToList()
        select new ChartSeries(arm, [.. Enumerable.Range(0, curves.Max(curve => curve.Count)).Select(at =>
            ((double)at, curves.Where(curve => at < curve.Count && double.IsFinite(curve[at])).Select(curve => curve[at]).DefaultIfEmpty(double.NaN).Average()))]);

    /// <summary>A verdict's word.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Fails => "fails",
        _ => "undecided",
    };

    private static string Text(double value) => double.IsFinite(value) ? value.ToString("0.000", CultureInfo.InvariantCulture) : "–";
}
