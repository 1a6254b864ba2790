using Agentic.Agents;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Gradients;

/// <summary>The decoder with its way back written out gives what the graph of the plain one gives.</summary>
public sealed class CausalDecoderTests
{
    [Theory]
    [InlineData(1, 4, 1, 4, 2, 32)]
    [InlineData(3, 20, 7, 4, 2, 32)]
    [InlineData(5, 12, 12, 4, 4, 16)] // every token is wanted, and every head has its own keys
    [InlineData(2, 60, 3, 6, 1, 48)] // one key head for all
    [InlineData(33, 8, 2, 2, 1, 16)]
    public void Hidden_states_and_gradients_equal_those_of_the_graph(int rows, int tokens, int queries, int heads, int keyHeads, int headSize)
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        var config = Config(heads, keyHeads, headSize);
        using var parameters = QwenParameters.Initialise(config, RandomKey.FromSeed(3));
        Shake(parameters);
        using var model = new QwenModel(config, parameters);
        var random = RandomKey.FromSeed(5).Stream();
        var ids = Longs(rows * tokens, config.Text.VocabularySize, ref random).Put(rows, tokens);
        var positions_3BT = Longs(3 * rows * tokens, 40, ref random).Put(3, rows, tokens);
        // In no order, some of them twice: what stands in padding is such a place.
        var at_BR = Longs(rows * queries, tokens, ref random).Put(rows, queries);
        var wanted = Floats(rows * queries * config.Text.HiddenSize, ref random).Put(rows, queries, config.Text.HiddenSize);
        Assert.True(CausalDecoder.Takes(model, tokens));

        var (plain, plainGradients) = Learn(parameters, wanted, () => new Passed(model.Hidden(model.Embed(ids, null, []), positions_3BT, at_BR: at_BR), null));
        var (written, writtenGradients) = Learn(parameters, wanted, () =>
        {
            var pass = DecoderPass.Run(model, model.Embed(ids, null, []), positions_3BT, at_BR, recompute: false);
            return new Passed(pass.Hidden_BRH, pass);
        });

        Assert.True(Distance(written, plain) < 2e-6, $"hidden states differ by {Distance(written, plain)}");
        foreach (var (name, expected) in plainGradients)
        {
            Assert.True(Distance(writtenGradients[name], expected) < 2e-5, $"{name}: gradients differ by {Distance(writtenGradients[name], expected)}");
        }
    }

    private sealed record Passed(Tensor Hidden, DecoderPass? Pass);

    private static (float[] Hidden, Dictionary<string, float[]> Gradients) Learn(QwenParameters parameters, Tensor wanted, Func<Passed> run)
    {
        foreach (var (_, parameter) in parameters.All)
        {
            parameter.grad?.zero_();
        }

        var passed = run();
        passed.Hidden.Times(wanted).sum().backward();
        passed.Pass?.Continue();
        var hidden = passed.Hidden.Read<float>();
        passed.Pass?.Dispose();
        return (hidden, parameters.All.Where(entry => entry.Parameter.grad is not null).ToDictionary(entry => entry.Name, entry => entry.Parameter.grad!.Read<float>()));
    }

    private static double Distance(float[] actual, float[] expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (difference, size) = (0.0, 0.0);
        for (var at = 0; at < expected.Length; at++)
        {
            difference += Math.Pow(actual[at] - expected[at], 2);
            size += Math.Pow(expected[at], 2);
        }

        return Math.Sqrt(difference / Math.Max(size, 1e-30));
    }

    // Norms, biases and all: weights that are 1 or 0 at first would hide a gradient that goes to the wrong place.
    private static void Shake(QwenParameters parameters)
    {
        using var noGrad = no_grad();
        var random = RandomKey.FromSeed(11).Stream();
        foreach (var (_, parameter) in parameters.All)
        {
            using var noise = Floats((int)parameter.numel(), ref random).Put([.. parameter.shape]);
            parameter.Add_(noise, 0.1);
        }
    }

    private static QwenConfig Config(int heads, int keyHeads, int headSize) => new()
    {
        Family = QwenFamily.Qwen2,
        Text = new TextConfig
        {
            VocabularySize = 50, HiddenSize = 40, IntermediateSize = 72, Layers = 3, Heads = heads, KeyValueHeads = keyHeads, HeadSize = headSize,
            HasQkvBias = true, RmsNormEpsilon = 1e-6, RopeTheta = 10_000, MaxPositions = 512,
        },
        TieWordEmbeddings = true,
    };

    private static long[] Longs(int count, int below, ref RandomStream random)
    {
        var values = new long[count];
        for (var at = 0; at < count; at++)
        {
            values[at] = (long)(random.NextDouble() * below);
        }

        return values;
    }

    private static float[] Floats(int count, ref RandomStream random)
    {
        var values = new float[count];
        for (var at = 0; at < count; at++)
        {
            values[at] = (float)((2 * random.NextDouble()) - 1);
        }

        return values;
    }
}

/// <summary>Arrays as tensors of the processor.</summary>
file static class OnProcessor
{
    public static Tensor Put(this long[] values, params long[] shape) => ComputeDevice.Cpu.Put(values, shape);

    public static Tensor Put(this float[] values, params long[] shape) => ComputeDevice.Cpu.Put(values, shape);
}
