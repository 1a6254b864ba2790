using Agentic.Testing;
using Agentic.VisionPolicy;

namespace Agentic.Cli.Tests;

/// <summary>An adapter from the command line: trained on a hub folder, resumed, judged, merged.</summary>
public sealed class LoraFixturesTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--set", "warm_start=", "--set", "train.groups=2", "--set", "train.group_size=2", "--set", "train.updates=3", "--set", "train.drop_uniform_groups=false",
        "--set", "train.checkpoint_every=2", "--set", "eval.tasks=2", "--set", "limits.turns=2", "--json",
    ];

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("qwen2_5_vl")]
    [InlineData("qwen3_vl")]
    public async Task A_run_with_an_adapter_resumes_to_the_same_bytes_and_its_adapter_and_merged_folder_act_alike(string model)
    {
        var policy = FixtureFolder.Require(model);
        var run = await TrainAsync(policy, "whole");
        Assert.True(run.Code == ExitCode.Done, run.Error);
        Assert.InRange(run.Json.GetProperty("mismatch_max").GetDouble(), 0, 2e-5);
        Assert.Equal(3, run.Json.GetProperty("updates").GetInt32());

        // The run as it was when it was killed after its second update.
        var last = _folder.File("whole", "checkpoints", "global_step_3");
        var (adapter, weights) = (Bytes(last, "lora_adapter"), Bytes(last, "huggingface"));
        Assert.NotEqual(Bytes(_folder.File("whole", "checkpoints", "global_step_2"), "lora_adapter"), adapter);
        Directory.Move(last, _folder.File("expected"));
        var resumed = await TrainAsync(policy, "whole", "--resume");
        Assert.True(resumed.Code == ExitCode.Done, resumed.Error);
        Assert.Equal(adapter, Bytes(last, "lora_adapter"));
        Assert.Equal(weights, Bytes(last, "huggingface"));
        Assert.Equal(
            Convert.ToHexString(File.ReadAllBytes(_folder.File("expected", "optim", "optimizer.safetensors"))),
            Convert.ToHexString(File.ReadAllBytes(Path.Combine(last, "optim", "optimizer.safetensors"))));
        using (var state = SafetensorsFile.Open(Path.Combine(last, "optim", "optimizer.safetensors")))
        {
            Assert.All(state.Tensors.Keys, name => Assert.Contains(".lora_", name, StringComparison.Ordinal));
        }

        // The checkpoint, its adapter over the base, and the two merged by hand: one policy.
        var merged = await CliRun.Of("checkpoint", "merge-lora", policy, last, _folder.File("merged"), "--json");
        Assert.True(merged.Code == ExitCode.Done, merged.Error);
        using var byHand = SafetensorsFolder.Open(_folder.File("merged"));
        using var saved = SafetensorsFolder.Open(Path.Combine(last, SavedPolicy.ActorPath));
        Assert.All(byHand.Tensors.Keys, name => Assert.Equal(saved.ReadFloats(name), byHand.ReadFloats(name)));
        var judged = new List<string>();
        foreach (var who in new[] { last, Path.Combine(last, SavedPolicy.AdapterPath), _folder.File("merged") })
        {
            var eval = await CliRun.Of("eval", Scenario(), "--policy", who, "--limit", "4", "--set", "limits.turns=2", "--json");
            Assert.True(eval.Code == ExitCode.Done, eval.Error);
            judged.Add(eval.Json.GetRawText());
        }

        Assert.Equal(judged[0], judged[1]);
        Assert.Equal(judged[0], judged[2]);
    }

    [Fact]
    public async Task An_adapter_without_its_base_or_on_an_adapter_is_refused_with_a_way_out()
    {
        var policy = FixtureFolder.Require("qwen2_5_vl");
        var adapter = FixtureFolder.Require("lora", "lora_qwen2_5_vl_language");
        var second = await CliRun.Of(["train", Scenario(), "--policy", adapter, "--lora", "rank=2", "--output", _folder.File("run"), .. Small]);
        Assert.Equal(ExitCode.Failed, second.Code);
        Assert.Contains("There is an adapter already", second.Error);

        Directory.CreateDirectory(_folder.File("alone"));
        foreach (var file in new[] { PeftConfig.FileName, PeftFolder.WeightsName })
        {
            File.Copy(Path.Combine(adapter, file), _folder.File("alone", file));
        }

        var alone = await CliRun.Of("eval", Scenario(), "--policy", _folder.File("alone"), "--limit", "1");
        Assert.Equal(ExitCode.Failed, alone.Code);
        Assert.Contains("base_model_name_or_path", alone.Error);
        var badEntry = await CliRun.Of("train", Scenario(), "--policy", policy, "--lora", "rank", "--output", _folder.File("run"));
        Assert.Equal(ExitCode.BadArguments, badEntry.Code);
        Assert.Contains("name=value", badEntry.Error);
    }

    public void Dispose() => _folder.Dispose();

    private Task<CliRun> TrainAsync(string policy, string output, params string[] more) =>
        CliRun.Of(["train", Scenario(), "--policy", policy, "--lora", "rank=4,targets=[q_proj, v_proj, down_proj]", "--output", _folder.File(output), .. Small, .. more]);

    private static string Bytes(string checkpoint, string part) => string.Join(
        '\n', Directory.GetFiles(Path.Combine(checkpoint, "actor", part), "*.safetensors").Order(StringComparer.Ordinal).Select(file => Convert.ToHexString(File.ReadAllBytes(file))));

    private static string Scenario()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Agentic.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Agentic.sln.");
        }

        return Path.Combine(folder.FullName, "scenarios", "maze", "stepwise.yaml");
    }
}
