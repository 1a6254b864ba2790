using Agentic.Agents;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>The weights, under the checkpoint's own names, in the order of the published modules. Owns its tensors.</summary>
public sealed class QwenParameters : IDisposable
{
    private readonly Dictionary<string, Tensor> _byName = new(StringComparer.Ordinal);

    private QwenParameters(IReadOnlyList<(string Name, long[] Shape)> layout) => Layout = layout;

    /// <summary>Names and shapes.</summary>
    public IReadOnlyList<(string Name, long[] Shape)> Layout { get; }

    /// <summary>A parameter; a leaf that requires a gradient.</summary>
    public Tensor this[string name] => _byName[name];

    /// <summary>All of them in order; borrowed.</summary>
    public IEnumerable<(string Name, Tensor Parameter)> All => Layout.Select(entry => (entry.Name, _byName[entry.Name]));

    /// <summary>Numbers in all parameters together.</summary>
    public long Count => Layout.Sum(entry => entry.Shape.Aggregate(1L, (product, size) => product * size));

    /// <summary>Parameters filled by <paramref name="read"/>, which is given a name and a shape.</summary>
    public static QwenParameters Load(QwenConfig config, Func<string, long[], float[]> read)
    {
        TorchRuntime.Load();
        var parameters = new QwenParameters([.. QwenLayout.Of(config)]);
        using var scope = NewDisposeScope();
        foreach (var (name, shape) in parameters.Layout)
        {
            using var values = tensor(read(name, shape), shape);
            parameters._byName[name] = values.clone().requires_grad_(true).DetachFromDisposeScope();
        }

        return parameters;
    }

    /// <summary>
    /// Fresh weights: normal with deviation 1/√fan-in (embeddings 0.02), the last projection of each residual branch scaled by 1/√(2 · layers), norms 1,
    /// biases 0. The numbers come from the key alone.
    /// </summary>
    public static QwenParameters Initialise(QwenConfig config, RandomKey key) => Load(config, (name, shape) =>
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        if (shape.Length == 1)
        {
            Array.Fill(values, name.EndsWith("bias", StringComparison.Ordinal) ? 0 : 1);
            return values;
        }

        var isLast = name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal)
            || name.EndsWith("attn.proj.weight", StringComparison.Ordinal);
        // Narrow layers start from their fan-in: at the published 0.02 a small model's layers would begin as a whisper.
        var isEmbedding = name is "model.embed_tokens.weight" or "lm_head.weight";
        var deviation = isEmbedding ? 0.02 : 1 / Math.Sqrt(values.Length / shape[0]);
        deviation *= isLast ? 1 / Math.Sqrt(2.0 * (name.StartsWith("visual", StringComparison.Ordinal) ? config.Vision.Depth : config.Text.Layers)) : 1;
        var random = key.Derive(name).Stream();
        for (var index = 0; index < values.Length; index += 2)
        {
            // Box–Muller, two at a time.
            var radius = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            values[index] = (float)(radius * cos);
            if (index + 1 < values.Length)
            {
                values[index + 1] = (float)(radius * sin);
            }
        }

        return values;
    });

    /// <summary>Copies values into a parameter in place, so that whoever borrowed it sees them.</summary>
    public void Set(string name, ReadOnlySpan<float> values)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var parameter = _byName[name];
        parameter.copy_(tensor(values.ToArray(), parameter.shape));
    }

    /// <summary>A copy of a parameter's values.</summary>
    public float[] Get(string name)
    {
        using var scope = NewDisposeScope();
        return _byName[name].detach().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _byName.Values)
        {
            parameter.Dispose();
        }
    }
}
