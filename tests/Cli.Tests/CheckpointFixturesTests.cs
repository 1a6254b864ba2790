using Agentic.Testing;

namespace Agentic.Cli.Tests;

/// <summary><c>checkpoint inspect</c> and <c>checkpoint verify</c> on hub folders.</summary>
public sealed class CheckpointFixturesTests
{
    private static readonly string[] Names = ["qwen2", "qwen2_5_vl", "qwen3", "qwen3_vl"];

    public static IEnumerable<TheoryDataRow<string>> Folders() => Names.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Inspect_tells_the_model_and_its_files(string name)
    {
        var run = await CliRun.Of("checkpoint", "inspect", FixtureFolder.Require(name), "--json");
        Assert.Equal(ExitCode.Done, run.Code);
        var model = run.Json.GetProperty("model");
        Assert.True(model.GetProperty("parameters").GetInt64() > 0);
        Assert.Equal(0, model.GetProperty("missing").GetArrayLength());
        Assert.Equal(0, model.GetProperty("unknown").GetArrayLength());
        Assert.True(run.Json.GetProperty("files").TryGetProperty("config.json", out _));
    }

    [Fact]
    public async Task Verify_runs_every_case_and_ends_with_the_worst_of_each_kind()
    {
        var folder = FixtureFolder.Require("qwen3");
        FixtureFolder.Require("qwen3", "cases", "cases.safetensors");
        var run = await CliRun.Of("checkpoint", "verify", folder, "--json");
        Assert.True(run.Code == ExitCode.Done, run.Error);
        Assert.True(run.Json.GetProperty("cases").GetInt32() > 0);
        Assert.Equal(0, run.Json.GetProperty("failed").GetInt32());
        var worst = run.Json.GetProperty("worst");
        Assert.InRange(worst.GetProperty("logits").GetDouble(), double.Epsilon, 1e-4);
        Assert.InRange(worst.GetProperty("loss").GetDouble(), 0, 1e-5);
        Assert.InRange(worst.GetProperty("gradients").GetDouble(), double.Epsilon, 1e-4);
        Assert.Equal(0, worst.GetProperty("position_ids").GetDouble());
        Assert.Equal(0, worst.GetProperty("generations").GetDouble());
        Assert.Equal(run.Json.GetProperty("cases").GetInt32(), run.Error.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Verify_of_a_folder_without_cases_says_what_is_missing()
    {
        using var folder = new TemporaryFolder();
        var run = await CliRun.Of("checkpoint", "verify", folder.Path);
        Assert.Equal(ExitCode.BadArguments, run.Code);
        Assert.Contains("config.json", run.Error);
    }
}
