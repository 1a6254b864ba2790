using System.Text.Json;
using Agentic.Testing;

namespace Agentic.Cli.Tests;

/// <summary>Under <c>--json</c> standard output is one JSON object, whatever the verb and however it ends.</summary>
public sealed class JsonOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("worlds list")]
    [InlineData("worlds info maze")]
    [InlineData("worlds bench numberline")]
    [InlineData("config show SCENARIO")]
    [InlineData("doctor")]
    [InlineData("rollout SCENARIO --policy random --limit 3 --output NEW")]
    [InlineData("replay RUN --verify")]
    [InlineData("eval SCENARIO --policy oracle --limit 3")]
    [InlineData("eval SCENARIO --limit 3")]
    [InlineData("checkpoint inspect RUN")]
    [InlineData("export RUN --episode 0 --output NEW")]
    public async Task It_is_all_that_is_written(string line)
    {
        var run = await CliRun.Of([.. await WordsAsync(line), "--json"]);

        // What a machine lacks is no mistake of the call.
        Assert.True(run.Code == ExitCode.Done || line == "doctor", run.Error);
        Assert.Equal(JsonValueKind.Object, Only(run).ValueKind);
    }

    [Theory]
    [InlineData("worlds info mase")]
    [InlineData("worlds list --sise 3")]
    [InlineData("worlds bench mase")]
    [InlineData("config show nowhere.yaml")]
    [InlineData("config show SCENARIO --set train.grops=3")]
    [InlineData("rollout SCENARIO --policy random --limit 0 --output NEW")]
    [InlineData("rollout SCENARIO --policy nowhere --output NEW")]
    [InlineData("rollout SCENARIO")]
    [InlineData("replay nowhere --verify")]
    [InlineData("eval SCENARIO --policy nowhere")]
    [InlineData("eval SCENARIO --limit many")]
    [InlineData("train SCENARIO --updates 3")]
    [InlineData("train nowhere.yaml")]
    [InlineData("checkpoint inspect nowhere")]
    [InlineData("doctor --repair")]
    [InlineData("play maze --actions nowhere")]
    [InlineData("play maze")]
    [InlineData("")]
    public async Task Wrong_arguments_end_with_2_and_say_so_in_words_and_in_json(string line)
    {
        var run = await CliRun.Of([.. await WordsAsync(line), "--json"]);

        Assert.Equal(ExitCode.BadArguments, run.Code);
        Assert.Equal(ExitCode.BadArguments, Only(run).GetProperty("exit_code").GetInt32());
        Assert.Equal(Only(run).GetProperty("error").GetString()!.TrimEnd(), run.Error.TrimEnd());
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task A_file_of_answers_gives_objects_only_the_last_of_them_the_total()
    {
        File.WriteAllText(_folder.File("answers"), "up\nnonsense\n");
        var run = await CliRun.Of("play", "maze", "--actions", _folder.File("answers"), "--json");

        Assert.All(run.JsonLines, line => Assert.Equal(JsonValueKind.Object, line.ValueKind));
        Assert.True(run.Json.TryGetProperty("total", out _));
    }

    [Fact]
    public async Task A_missing_file_of_a_checkpoint_is_named()
    {
        var train = await CliRun.Of([.. SmallTraining.Arguments(_folder, "trained"), "--json", "--set", "train.updates=1"]);
        Assert.Equal(1, Only(train).GetProperty("updates").GetInt32());
        var policy = _folder.File("trained", "checkpoints", "global_step_1");
        foreach (var name in (string[])["model.safetensors", "tokenizer.json", "config.json"])
        {
            var file = Path.Combine(policy, "actor", "huggingface", name);
            var bytes = File.ReadAllBytes(file);
            File.Delete(file);
            var eval = await CliRun.Of("eval", _folder.File("small.yaml"), "--policy", policy, "--limit", "2", "--json");
            Assert.NotEqual(ExitCode.Done, eval.Code);
            Assert.Contains(name, eval.Error);
            Assert.DoesNotContain("   at ", eval.Error);
            File.WriteAllBytes(file, bytes);
        }
    }

    private static JsonElement Only(CliRun run) => Assert.Single(run.JsonLines);

    private async Task<string[]> WordsAsync(string line)
    {
        var scenario = SmallTraining.Arguments(_folder, "unused")[1];
        if (line.Contains("RUN", StringComparison.Ordinal))
        {
            await CliRun.Of("rollout", scenario, "--policy", "random", "--limit", "2", "--output", _folder.File("run"));
        }

        return [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word switch
        {
            "SCENARIO" => scenario,
            "RUN" => _folder.File("run"),
            "NEW" => _folder.File("new"),
            _ => word,
        })];
    }
}
