using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Testing;
using Xunit;

namespace Agentic.VisionPolicy.Tests.Weights;

/// <summary>Folders in other element types.</summary>
public sealed class HubRewriteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(SafetensorsDtype.BF16, 1.0 / 128)] // 8 significant bits
    [InlineData(SafetensorsDtype.F16, 1.0 / 1024)] // 11 significant bits
    public void A_converted_policy_loads_with_rounded_weights_and_converts_back_without_another_loss(SafetensorsDtype dtype, double step)
    {
        using var policy = QwenPolicy.Tiny(RandomKey.FromSeed(3));
        policy.Save(_folder.File("wide"));
        HubRewrite.Convert(_folder.File("wide"), _folder.File("narrow"), dtype);
        HubRewrite.Convert(_folder.File("narrow"), _folder.File("again"), SafetensorsDtype.F32);

        var name = SafetensorsDtypes.TorchNames.Single(pair => pair.Value == dtype).Key;
        Assert.Equal(name, (string?)JsonNode.Parse(File.ReadAllText(_folder.File("narrow/config.json")))!["dtype"]);
        using var narrow = QwenPolicy.Load(_folder.File("narrow"));
        using var again = QwenPolicy.Load(_folder.File("again"));
        foreach (var (tensor, _) in policy.Parameters.Layout)
        {
            var (exact, rounded) = (policy.Parameters.Get(tensor), narrow.Parameters.Get(tensor));
            // Half a step of the last bit at most, a step being 2^-7 or 2^-10 of the number's power of two; below float16's normal range 2^-25 at most.
            Assert.All(exact.Zip(rounded), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, (Math.Abs(pair.First) * step / 2) + 3e-8));
            Assert.Equal(rounded, again.Parameters.Get(tensor));
        }

        using var weights = SafetensorsFolder.Open(_folder.File("narrow"));
        Assert.All(weights.Tensors.Values, entry => Assert.Equal(dtype, entry.Dtype));
    }

    [Fact]
    public void Integers_stay_and_a_value_beyond_the_range_is_refused()
    {
        Directory.CreateDirectory(_folder.File("odd"));
        File.WriteAllText(_folder.File("odd/config.json"), "{\"torch_dtype\": \"float32\", \"text_config\": {\"torch_dtype\": \"float32\"}}");
        SafetensorsWriter.Write(_folder.File("odd/model.safetensors"), [TensorData.Of("w", [2], [1, -65520]), new("i", SafetensorsDtype.I32, [1], stream => stream.Write([7, 0, 0, 0]))]);

        HubRewrite.Convert(_folder.File("odd"), _folder.File("bf16"), SafetensorsDtype.BF16);
        using var weights = SafetensorsFolder.Open(_folder.File("bf16"));
        Assert.Equal([7], weights.ReadArray<int>("i", SafetensorsDtype.I32));
        // bfloat16 has steps of 256 there: 65520 lies nearer to 65536.
        Assert.Equal([1f, -65536f], weights.ReadFloats("w"));
        var config = JsonNode.Parse(File.ReadAllText(_folder.File("bf16/config.json")))!;
        Assert.Equal(("bfloat16", "bfloat16"), ((string?)config["torch_dtype"], (string?)config["text_config"]!["torch_dtype"]));

        // 65504 is the largest float16; 65520 rounds to infinity.
        var refused = Assert.Throws<SafetensorsException>(() => HubRewrite.Convert(_folder.File("odd"), _folder.File("f16"), SafetensorsDtype.F16));
        Assert.Contains("65520", refused.Message, StringComparison.Ordinal);
        Assert.Contains("holds something", Assert.Throws<IOException>(() => HubRewrite.Convert(_folder.File("odd"), _folder.File("bf16"), SafetensorsDtype.F32)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
