using System.Text.Json;
using Agentic.Testing;

namespace Agentic.Cli.Tests;

/// <summary>How far a policy reaches is told at the end of a training and of an evaluation.</summary>
public sealed class BoundaryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_evaluation_tells_success_by_value_also_where_training_does_not_reach()
    {
        string[] arguments = ["eval", SmallTraining.Arguments(_folder, "run")[1], "--policy", "oracle", "--limit", "12", "--set", "limits.turns=6", "--set", "eval.beyond={ length: [4, 5] }", "--set", "eval.beyond_tasks=3"];
        var rows = (await CliRun.Of([.. arguments, "--json"])).Json.GetProperty("boundary").EnumerateArray().Where(row => row.GetProperty("axis").GetString() == "length").ToList();

        Assert.Equal([(1, true), (2, true), (4, false), (5, false)], rows.Select(row => (row.GetProperty("value").GetInt32(), row.GetProperty("trained").GetBoolean())));
        Assert.Equal([3, 3], rows.Skip(2).Select(row => row.GetProperty("episodes").GetInt32()));
        Assert.Equal(12, rows.Take(2).Sum(row => row.GetProperty("episodes").GetInt32()));
        Assert.All(rows, row => Assert.Equal((1.0, 1.0), (row.GetProperty("success").GetDouble(), row.GetProperty("high").GetDouble())));
        Assert.All(rows, row => Assert.InRange(row.GetProperty("low").GetDouble(), 0.2, 0.99));
        Assert.Matches(@"length\W+4\W+no\W+3\b", (await CliRun.Of(arguments)).Output);
    }

    [Fact]
    public async Task A_training_prints_it_and_leaves_it_beside_its_metrics()
    {
        var run = await CliRun.Of([.. SmallTraining.Arguments(_folder, "run"), "--json", "--set", "train.updates=1"]);
        var saved = JsonDocument.Parse(File.ReadAllText(_folder.File("run", "boundary.json"))).RootElement;

        Assert.Matches(@"length\W+1\W+yes", run.Error);
        Assert.Equal(1, saved.GetProperty("update").GetInt32());
        Assert.Equal(16, saved.GetProperty("boundary").EnumerateArray().Where(row => row.GetProperty("axis").GetString() == "length").Sum(row => row.GetProperty("episodes").GetInt32()));
        Assert.Equal(run.Json.GetProperty("boundary").GetRawText(), saved.GetProperty("boundary").GetRawText());
    }
}
