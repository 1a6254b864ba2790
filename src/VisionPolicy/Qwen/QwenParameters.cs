using Agentic.Agents;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>The weights in float32, under the checkpoint's own names, in the order of the published modules. Owns its tensors.</summary>
public sealed class QwenParameters : IDisposable
{
    private const long DrawnAtOnce = 1 << 16; // even: numbers come in pairs
    private readonly Dictionary<string, Tensor> _byName = new(StringComparer.Ordinal);

    private QwenParameters(QwenConfig config, CheckpointNames names, ComputeDevice device) =>
        (Names, Layout, Device) = (names, [.. new QwenLayout(config, names).All()], device);

    /// <summary>How the names are spelled.</summary>
    public CheckpointNames Names { get; }

    /// <summary>Where they are.</summary>
    public ComputeDevice Device { get; }

    /// <summary>Names and shapes.</summary>
    public IReadOnlyList<(string Name, long[] Shape)> Layout { get; }

    /// <summary>A parameter; a leaf that requires a gradient.</summary>
    public Tensor this[string name] => _byName[name];

    /// <summary>All of them in order; borrowed.</summary>
    public IEnumerable<(string Name, Tensor Parameter)> All => Layout.Select(entry => (entry.Name, _byName[entry.Name]));

    /// <summary>Numbers in all parameters together.</summary>
    public long Count => Layout.Sum(entry => entry.Shape.Aggregate(1L, (product, size) => product * size));

    /// <summary>The parameters of a model, read from a file or folder that spells them in any published way.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="source">Where they are; may hold more.</param>
    /// <param name="device">Where they go; the processor unless said.</param>
    /// <exception cref="SafetensorsException">One is missing, has another shape, or is not floating-point.</exception>
    public static QwenParameters Load(QwenConfig config, ITensorSource source, ComputeDevice? device = null) => Make(
        config, CheckpointNames.Find(source.Tensors.Keys, config.Family), device, (name, parameter) =>
        {
            source.Require(name, parameter.shape);
            TensorBytes.Fill(parameter, source, name);
        });

    /// <summary>
    /// Fresh weights: normal with deviation 1/√fan-in (embeddings <see cref="TextConfig.EmbeddingDeviation"/>), the last projection of each residual branch scaled by 1/√(2 · layers), norms 1,
    /// biases 0. The numbers come from the key alone.
    /// </summary>
    public static QwenParameters Initialise(QwenConfig config, RandomKey key, ComputeDevice? device = null)
    {
        var names = CheckpointNames.Of(config.Family);
        var parameters = Make(config, names, device, (_, _) => { });
        // Each has a stream of its own: how many are drawn at a time changes no number.
        Parallel.ForEach(parameters.All, entry => Draw(config, names, entry.Name, entry.Parameter, key));
        return parameters;
    }

    /// <summary>Copies values into a parameter in place, so that whoever borrowed it sees them.</summary>
    public void Set(string name, ReadOnlySpan<float> values)
    {
        Copy(values, _byName[name]);
    }

    /// <summary>Whether the model has a parameter of this name; a head that is the embedding matrix counts where a folder stores it.</summary>
    public bool Has(string name) => _byName.ContainsKey(name) || name == Names.Head;

    /// <summary>Writes a parameter's values as elements of a floating-point type, rounded to the nearest.</summary>
    public void Write(string name, SafetensorsDtype dtype, Stream stream) => TensorBytes.Write(_byName.GetValueOrDefault(name) ?? _byName[Names.Embedding], dtype, stream);

    /// <summary>A copy of a parameter's values.</summary>
    public float[] Get(string name)
    {
        return _byName[name].Read<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _byName.Values)
        {
            parameter.Dispose();
        }
    }

    private static QwenParameters Make(QwenConfig config, CheckpointNames names, ComputeDevice? device, Action<string, Tensor> fill)
    {
        TorchRuntime.Load();
        var parameters = new QwenParameters(config, names, device ?? ComputeDevice.Cpu);
        try
        {
            foreach (var (name, shape) in parameters.Layout)
            {
                var parameter = parameters.Device.Empty(shape).requires_grad_(true).DetachFromDisposeScope();
                parameters._byName[name] = parameter;
                fill(name, parameter);
            }

            return parameters;
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }

    private static void Copy(ReadOnlySpan<float> values, Tensor parameter)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        parameter.copy_(ComputeDevice.Cpu.Put(values.ToArray(), parameter.shape));
    }

    private static void Draw(QwenConfig config, CheckpointNames names, string name, Tensor parameter, RandomKey key)
    {
        using var noGrad = no_grad();
        if (parameter.dim() == 1)
        {
            using var constant = Fill.Of(name.EndsWith("bias", StringComparison.Ordinal) ? 0 : 1, parameter.shape);
            parameter.copy_(constant);
            return;
        }

        if (name == names.Vision("pos_embed.weight"))
        {
            using var positions = ComputeDevice.Cpu.Put(PlaceWaves.Of((int)Math.Sqrt(parameter.shape[0]), (int)parameter.shape[1]), parameter.shape);
            parameter.copy_(positions);
            return;
        }

        var isLast = name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal)
            || name.EndsWith("attn.proj.weight", StringComparison.Ordinal) || name.EndsWith("mlp.linear_fc2.weight", StringComparison.Ordinal);
        // Narrow layers start from their fan-in: at the published 0.02 a small model's layers would begin as a whisper.
        var isEmbedding = name == names.Embedding || name == names.Head;
        var deviation = isEmbedding ? config.Text.EmbeddingDeviation : 1 / Math.Sqrt(parameter.NumberOfElements / parameter.shape[0]);
        deviation *= isLast ? 1 / Math.Sqrt(2.0 * (config.Vision is { } vision && names.IsVision(name) ? vision.Depth : config.Text.Layers)) : 1;
        var random = key.Derive(name).Stream();
        using var flat = parameter.view(-1);
        // A block at a time: large matrices would take their size once more, and fresh memory is slow.
        for (long start = 0, count; start < parameter.NumberOfElements; start += count)
        {
            count = Math.Min(DrawnAtOnce, parameter.NumberOfElements - start);
            using var scope = NewDisposeScope();
            flat.narrow(0, start, count).copy_(ComputeDevice.Cpu.Put(Normal(ref random, deviation, (int)count)));
        }
    }

    private static float[] Normal(ref RandomStream random, double deviation, int count)
    {
        var values = new float[count];
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
    }
}
