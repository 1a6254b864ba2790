using System.Text.Json;
using Agentic.Training.Metrics;
using Agentic.Training.Reproductions;

namespace Agentic.Cli.Tests;

public sealed class ReproduceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agentic-reproduce-").FullName;

    private static string Ids => string.Join(", ", ReproductionCatalog.All.Select(entry => entry.Id));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_last_line_holds_every_claim_with_its_effect_interval_and_verdict()
    {
        var run = await CliRun.Of("reproduce", "gui-libra", "--seeds", "1", "--json", "--output", _folder);

        Assert.Equal(0, run.Code);
        Assert.Equal(["id", "claims", "seeds", "seconds"], run.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("gui-libra", 1), (run.Json.GetProperty("id").GetString(), run.Json.GetProperty("seeds").GetInt32()));
        var claims = run.Json.GetProperty("claims").EnumerateArray().ToList();
        Assert.Equal(ReproductionCatalog.Find("gui-libra")!.Claims.Select(claim => (claim.Id, claim.Text)), claims.Select(claim => (claim.GetProperty("id").GetString()!, claim.GetProperty("text").GetString()!)));
        Assert.All(claims, claim =>
        {
            Assert.Equal(["id", "text", "effect", "low", "high", "verdict"], claim.EnumerateObject().Select(field => field.Name));
            Assert.InRange(claim.GetProperty("effect").GetDouble(), claim.GetProperty("low").GetDouble() - 1e-9, claim.GetProperty("high").GetDouble() + 1e-9);
            Assert.Equal("undecided", claim.GetProperty("verdict").GetString());
        });
        Assert.Contains("paired over 1 of 1 seeds", run.Error);
        Assert.Single(run.Output.TrimEnd('\n').Split('\n'));

        // Resumed with all its seeds there, it runs none and says the same; begun again, it is refused.
        var again = await CliRun.Of("reproduce", "gui-libra", "--seeds", "1", "--json", "--output", _folder, "--resume");
        Assert.Equal(run.Json.GetProperty("claims").GetRawText(), again.Json.GetProperty("claims").GetRawText());
        Assert.InRange(again.Json.GetProperty("seconds").GetDouble(), 0, run.Json.GetProperty("seconds").GetDouble() / 2);
        var report = await File.ReadAllTextAsync(Path.Combine(_folder, "report.html"), TestContext.Current.CancellationToken);
        Assert.All(ReproductionCatalog.Find("gui-libra")!.Claims, claim => Assert.Contains($"<td>{claim.Id}</td>", report));
        Assert.Contains(ClaimFile.Digest(ReproductionCatalog.Find("gui-libra")!)[..12], report);
        Assert.Contains("Add --resume to go on with it", (await CliRun.Of("reproduce", "gui-libra", "--output", _folder)).Error);
        Assert.Contains("holds no experiment to go on with", (await CliRun.Of("reproduce", "gui-libra", "--resume", "--output", Path.Combine(_folder, "none"))).Error);
    }

    [Fact]
    public void An_effect_that_is_not_defined_is_null_and_verdicts_are_words()
    {
        var claim = new Claim("c", "t", "a", "b");
        var none = new Interval(double.NaN, double.NaN);
        var run = new ReproductionRun(
            new Reproduction("r", "", "", [claim], _ => new Dictionary<string, double>()),
            [new SeedOutcome(1, 0, new Dictionary<string, double>(), new Dictionary<string, IReadOnlyList<double>>(), new Dictionary<string, EpisodeSketch>())],
            [new ClaimResult(claim, double.NaN, none, Verdict.Undecided, 0), new ClaimResult(claim, 1, new(0.5, 2), Verdict.Holds, 20), new ClaimResult(claim, -1, new(-2, -0.5), Verdict.Fails, 20)]);

        Assert.Equal(
            """{"id":"r","claims":[{"id":"c","text":"t","effect":null,"low":null,"high":null,"verdict":"undecided"},{"id":"c","text":"t","effect":1,"low":0.5,"high":2,"verdict":"holds"},{"id":"c","text":"t","effect":-1,"low":-2,"high":-0.5,"verdict":"fails"}],"seeds":1,"seconds":1.3}""",
            ReproduceCommand.Json(run, 1.26).ToJsonString());
    }

    [Theory]
    [InlineData("gui-lbra", " Did you mean 'gui-libra'?")]
    [InlineData("dapo", "")]
    public async Task An_unknown_name_is_answered_with_the_list(string id, string suggestion)
    {
        var message = $"There is no reproduction '{id}'; known are: {Ids}.{suggestion}";
        var run = await CliRun.Of("reproduce", id, "--json");
        Assert.Equal(2, run.Code);
        Assert.Equal(message, run.Json.GetProperty("error").GetString());
        Assert.Contains(message, run.Error);
    }

    [Theory]
    [InlineData("--seeds must be a whole number from 1 to 10000, but is 0.", "gui-libra", "--seeds", "0")]
    [InlineData("Name what to reproduce: agent-rlvr, ")]
    [InlineData("many", "gui-libra", "--seeds", "many")]
    public async Task What_cannot_be_used_is_refused(string message, params string[] arguments)
    {
        var run = await CliRun.Of(["reproduce", .. arguments]);
        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public async Task The_list_names_systems_and_claims()
    {
        var run = await CliRun.Of("reproduce", "--list", "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal(ReproductionCatalog.All.Select(entry => entry.Id), run.Json.GetProperty("reproductions").EnumerateArray().Select(entry => entry.GetProperty("id").GetString()));
        var entry = run.Json.GetProperty("reproductions").EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == "gui-libra");
        Assert.Contains(entry.GetProperty("claims").EnumerateArray(), claim => claim.GetProperty("id").GetString() == "retention");
        var systems = run.Json.GetProperty("systems").EnumerateArray().ToDictionary(system => system.GetProperty("id").GetString()!, system => system.GetProperty("state").GetString());
        Assert.Equal(69, systems.Count);
        Assert.Equal(("undecided", "holds", "fails", "planned"), (systems["gui-libra"], systems["rl-plus"], systems["ampo"], systems["luspo"]));
        Assert.All(run.Json.GetProperty("reproductions").EnumerateArray(), reproduction => Assert.Contains(reproduction.GetProperty("id").GetString()!, systems));
        Assert.Contains("gui-libra", (await CliRun.Of("reproduce", "--list")).Output);
    }
}
