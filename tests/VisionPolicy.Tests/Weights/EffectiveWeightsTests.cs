using Agentic.Agents;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Weights;

/// <summary>What the model is given in place of its masters.</summary>
public sealed class EffectiveWeightsTests
{
    private const string Query = "model.layers.0.self_attn.q_proj.weight";
    private static readonly QwenConfig Config = QwenConfig.Tiny(512, 500, 501, 502, 503);

    [Fact]
    public void Plain_float32_weights_are_the_masters_themselves()
    {
        using var masters = QwenParameters.Initialise(Config, RandomKey.FromSeed(5));
        using var weights = new EffectiveWeights(masters);
        Assert.All(masters.Layout, entry => Assert.Same(masters[entry.Name], weights[entry.Name]));
        Assert.Equal(masters.Layout.Select(entry => entry.Name), weights.Trainable.Select(entry => entry.Name));
        // Activations pass the casts untouched as well.
        Assert.Same(masters[Query], weights.Cast(masters[Query]));
    }

    /// <remarks>A cast that does nothing still changes how gradients are summed: the float32 program must be the one without any.</remarks>
    [Fact]
    public void The_float32_programs_hold_no_casts()
    {
        string[] plain = [TextScript.Of(Config.Text, 1, ComputeType.Float32), VisionScript.Of(Config.Eyes, ComputeType.Float32)];
        Assert.All(plain, source => Assert.DoesNotContain(".to(", source, StringComparison.Ordinal));
        Assert.All(plain, source => Assert.DoesNotContain("x.float()", source, StringComparison.Ordinal));
        Assert.Contains(".to(dtype=15)", TextScript.Of(Config.Text, 1, ComputeType.BFloat16), StringComparison.Ordinal);
    }

    [Fact]
    public void A_half_precision_weight_is_the_rounded_sum_of_master_and_update()
    {
        using var masters = QwenParameters.Initialise(Config, RandomKey.FromSeed(5));
        using var weights = new EffectiveWeights(masters, ComputeType.BFloat16);
        weights.Adapt(LoraAdapter.Create(masters.Layout, new LoraSettings { Rank = 1, Alpha = 2, Targets = ["q_proj"] }, RandomKey.FromSeed(6), null));
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            foreach (var (_, parameter) in weights.Adapter!.Parameters)
            {
                parameter.fill_(Scalars.Of(0.25));
            }
        }

        var cast = weights[Query];
        Assert.Equal(ScalarType.BFloat16, cast.dtype);
        // 2 · 0.25 · 0.25 on each element, then rounding to 8 significant bits: 2^-9 of the value.
        var wanted = masters.Get(Query).Select(value => value + 0.125f).ToArray();
        var actual = cast.detach().to(ScalarType.Float32).data<float>().ToArray();
        for (var at = 0; at < wanted.Length; at++)
        {
            Assert.InRange(actual[at] - wanted[at], (-Math.Abs(wanted[at]) / 256) - 1e-9, (Math.Abs(wanted[at]) / 256) + 1e-9);
        }

        Assert.Contains(actual.Zip(wanted), pair => pair.First != pair.Second);
        cast.sum().backward();
        Assert.Null(masters[Query].grad);
        Assert.Equal(2 * Config.Text.Layers, weights.Trainable.Count);
        Tensor[] learning = [.. weights.Trainable.Where(entry => entry.Name.Contains("layers.0.", StringComparison.Ordinal)).Select(entry => entry.Parameter)];
        Assert.Equal(2, learning.Length);
        Assert.All(learning, parameter => Assert.Equal(ScalarType.Float32, parameter.grad!.dtype));
    }

    [Theory]
    [InlineData(ModelPart.Vision)]
    [InlineData(ModelPart.Language)]
    public void A_frozen_part_is_out_of_training(ModelPart part)
    {
        using var masters = QwenParameters.Initialise(Config, RandomKey.FromSeed(5));
        using var weights = new EffectiveWeights(masters);
        weights.Freeze(name => part.Holds(name));
        var isVision = weights.Trainable.Select(entry => entry.Name.StartsWith("visual.", StringComparison.Ordinal)).Distinct().ToList();
        Assert.Equal([part == ModelPart.Language], isVision);
    }

    [Fact]
    public void A_second_adapter_is_refused()
    {
        using var masters = QwenParameters.Initialise(Config, RandomKey.FromSeed(5));
        using var weights = new EffectiveWeights(masters);
        weights.Adapt(LoraAdapter.Create(masters.Layout, new LoraSettings { Rank = 1 }, RandomKey.FromSeed(6), null));
        using var second = LoraAdapter.Create(masters.Layout, new LoraSettings { Rank = 1 }, RandomKey.FromSeed(6), null);
        Assert.Throws<LoraException>(() => weights.Adapt(second));
    }
}
