using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Testing;
using Xunit;

namespace Agentic.VisionPolicy.Tests.Lora;

/// <summary>Adapter folders that do not say what they should are refused with what was expected and what came.</summary>
public sealed class PeftFolderTests : IDisposable
{
    private static readonly (string Name, long[] Shape)[] Layout =
        [("visual.blocks.0.attn.qkv.weight", [12, 4]), ("model.layers.0.self_attn.q_proj.weight", [8, 6]), ("model.layers.0.self_attn.v_proj.weight", [4, 6])];

    private readonly TemporaryFolder _folder = new();

    public PeftFolderTests()
    {
        using var adapter = LoraAdapter.Create(Layout, new LoraSettings { Rank = 2, Alpha = 5, RankStabilised = true }, RandomKey.FromSeed(1), "base");
        PeftFolder.Write(_folder.Path, adapter);
    }

    [Fact]
    public void What_is_written_says_what_it_is()
    {
        var config = PeftFolder.ReadConfig(_folder.Path);
        Assert.Equal((2, 5.0, true, 0.0, "base"), (config.Rank, config.Alpha, config.RankStabilised, config.Dropout, config.BaseModel));
        Assert.Equal(["q_proj", "v_proj"], config.TargetModules.ToArray());
        using var weights = SafetensorsFile.Open(_folder.File(PeftFolder.WeightsName));
        Assert.Equal([2L, 6L], weights.Require("base_model.model.model.language_model.layers.0.self_attn.q_proj.lora_A.weight").Shape.ToArray());
        Assert.Equal([8L, 2L], weights.Require("base_model.model.model.language_model.layers.0.self_attn.q_proj.lora_B.weight").Shape.ToArray());
    }

    [Fact]
    public void Names_of_older_libraries_are_understood()
    {
        Rename(name => name.Replace("model.language_model.", "model.", StringComparison.Ordinal).Replace("lora_A.weight", "lora_A.default.weight", StringComparison.Ordinal));
        using var adapter = PeftFolder.Read(_folder.Path, Layout);
        Assert.Equal(["model.layers.0.self_attn.q_proj.weight", "model.layers.0.self_attn.v_proj.weight"], adapter.Targets.Select(target => target.Weight));
    }

    [Theory]
    [InlineData("use_dora", "true", "use_dora")]
    [InlineData("bias", "\"all\"", "bias")]
    [InlineData("peft_type", "\"LOHA\"", "LOHA")]
    [InlineData("rank_pattern", "{\"q_proj\": 8}", "rank_pattern")]
    [InlineData("init_lora_weights", "\"pissa\"", "pissa")]
    [InlineData("r", "0", "from 1 to")]
    [InlineData("r", "\"four\"", "adapter_config.json")]
    [InlineData("lora_alpha", "null", "lora_alpha")]
    [InlineData("lora_dropout", "1", "lora_dropout")]
    public void A_description_of_something_else_is_refused(string key, string value, string expected)
    {
        Describe(key, value);
        Assert.Contains(expected, Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused()
    {
        Describe("r", "3");
        Assert.Contains("[3, 6]", Assert.Throws<SafetensorsException>(() => PeftFolder.Read(_folder.Path, Layout)).Message, StringComparison.Ordinal);
        Describe("r", "2");
        Describe("target_modules", "[\"qkv\", \"q_proj\", \"v_proj\"]");
        Assert.Contains("model.visual.blocks.0.attn.qkv.lora_A.weight", Refused(), StringComparison.Ordinal);
        Describe("target_modules", "[\"q_proj\", \"v_proj\"]");
        Rename(name => name.Replace("v_proj.lora_B", "w_proj.lora_B", StringComparison.Ordinal));
        Assert.Contains("w_proj", Refused(), StringComparison.Ordinal);
        Rename(name => name.Replace("base_model.", "", StringComparison.Ordinal));
        Assert.Contains("name is not PEFT's", Refused(), StringComparison.Ordinal);
        File.Delete(_folder.File(PeftConfig.FileName));
        Assert.Contains("holds no adapter", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_with_dropout_may_act_but_not_learn()
    {
        Describe("lora_dropout", "0.1");
        using var policy = QwenPolicy.Tiny(RandomKey.FromSeed(1));
        using var fresh = new TemporaryFolder();
        using (var adapter = LoraAdapter.Create(policy.Parameters.Layout, new LoraSettings { Rank = 2 }, RandomKey.FromSeed(1), null))
        {
            PeftFolder.Write(fresh.Path, adapter);
        }

        var json = JsonNode.Parse(File.ReadAllText(fresh.File(PeftConfig.FileName)))!;
        json["lora_dropout"] = 0.1;
        File.WriteAllText(fresh.File(PeftConfig.FileName), json.ToJsonString());
        policy.Weights.Adapt(PeftFolder.Read(fresh.Path, policy.Parameters.Layout));
        Assert.Contains("dropout", Assert.Throws<LoraException>(() => policy.Trained.Any()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Refused() => Assert.Throws<LoraException>(() => PeftFolder.Read(_folder.Path, Layout)).Message;

    private void Describe(string key, string value)
    {
        var json = JsonNode.Parse(File.ReadAllText(_folder.File(PeftConfig.FileName)))!;
        json[key] = JsonNode.Parse(value);
        File.WriteAllText(_folder.File(PeftConfig.FileName), json.ToJsonString());
    }

    private void Rename(Func<string, string> rename)
    {
        var path = _folder.File(PeftFolder.WeightsName);
        List<TensorData> tensors;
        using (var file = SafetensorsFile.Open(path))
        {
            tensors = [.. file.Tensors.Values.Select(entry => TensorData.Of(rename(entry.Name), entry.Shape, file.ReadFloats(entry.Name)))];
        }

        SafetensorsWriter.Write(path, tensors);
    }
}
