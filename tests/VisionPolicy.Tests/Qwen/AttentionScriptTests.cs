using Agentic.Agents;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Qwen;

/// <summary>The attention for CUDA, run on the processor, against the one that is written out: the same function of the same weights.</summary>
public sealed class AttentionScriptTests
{
    private const int Rows = 3;
    private const int Length = 12;
    private static readonly QwenConfig Config = QwenConfig.Tiny(512, 500, 501, 502, 503);

    [Theory]
    [InlineData(ComputeType.Float32, false, 1e-5)]
    [InlineData(ComputeType.Float32, true, 1e-5)]
    [InlineData(ComputeType.BFloat16, false, 5e-2)]
    [InlineData(ComputeType.BFloat16, true, 5e-2)]
    public void States_and_gradients_are_those_of_written_scores(ComputeType compute, bool isMasked, double tolerance)
    {
        var (written, writtenGradients) = Pass(compute, fuses: false, isMasked);
        var (fused, fusedGradients) = Pass(compute, fuses: true, isMasked);
        Assert.False(fused.AsSpan().SequenceEqual(written), "Both are the same program.");
        Compare(written, fused, tolerance);
        Compare(writtenGradients, fusedGradients, tolerance);
    }

    [Fact]
    public void Rows_through_the_cache_and_their_pictures_are_those_of_written_scores()
    {
        var (written, fused) = (Cached(fuses: false), Cached(fuses: true));
        Assert.NotEqual(written, fused);
        Compare(written, fused, 5e-5);
    }

    private static void Compare(float[] expected, float[] actual, double tolerance)
    {
        var range = expected.Max(Math.Abs);
        var worst = expected.Zip(actual, (one, other) => Math.Abs(one - other)).Max();
        Assert.True(worst <= tolerance * range, $"off by {worst} of {range}");
    }

    private static (float[] States, float[] Gradients) Pass(ComputeType compute, bool fuses, bool isMasked)
    {
        using var parameters = QwenParameters.Initialise(Config, RandomKey.FromSeed(5));
        using var weights = new EffectiveWeights(parameters, compute);
        using var model = new QwenModel(Config, weights, fuses);
        using var scope = NewDisposeScope();
        var device = ComputeDevice.Cpu;
        long[] ids = [.. Enumerable.Range(0, Rows * Length).Select(at => (long)((at * 37) % 499))];
        long[] positions = [.. Enumerable.Range(0, 3 * Rows * Length).Select(at => (long)(at % Length))];
        // Each row packs two sequences: nobody sees beyond the fifth token's border.
        float[] mask = [.. Enumerable.Range(0, Rows * Length * Length).Select(at =>
            at % Length <= at / Length % Length && (at % Length < 5) == (at / Length % Length < 5) ? 0 : float.NegativeInfinity)];
        var embeds = model.Embed(device.Put(ids, Rows, Length), null, []);
        var states = model.Hidden(
            embeds, device.Put(positions, 3, Rows, Length), isMasked ? device.Put(mask, Rows, Length, Length) : null, device.Put([11L, 3, 4, 10, 0, 7], Rows, 2));
        states.mul(states).sum().backward();
        return (states.Read<float>(), [.. parameters.All.Select(entry => entry.Parameter.grad).OfType<Tensor>().SelectMany(gradient => gradient.Read<float>())]);
    }

    private static float[] Cached(bool fuses)
    {
        using var setup = new Engine.QwenChunkModelTests.Setup(fuses);
        return [.. setup.Run([0, 1, 2, 5], 3).SelectMany(round => round).SelectMany(logits => logits).Where(float.IsFinite)];
    }
}
