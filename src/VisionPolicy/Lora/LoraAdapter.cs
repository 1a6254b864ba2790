using Agentic.Agents;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Low-rank updates of some linear layers: W + scale · B·A. Owns its tensors, which are leaves that require a gradient.</summary>
public sealed class LoraAdapter : IDisposable
{
    private readonly Dictionary<string, Layer> _layers = new(StringComparer.Ordinal);

    private LoraAdapter(PeftConfig config) => Config = config;

    /// <summary>What it is like, as it is written beside its weights.</summary>
    public PeftConfig Config { get; }

    /// <summary>The adapted layers, in the order of the model.</summary>
    public IEnumerable<LoraTarget> Targets => _layers.Values.Select(layer => layer.Target);

    /// <summary>A and B of each layer under PEFT's names, in the order of the model; borrowed.</summary>
    public IEnumerable<(string Name, Tensor Parameter)> Parameters => _layers.Values.SelectMany(layer =>
        new[] { (PeftConfig.NameA(layer.Target.Module), layer.A_RI), (PeftConfig.NameB(layer.Target.Module), layer.B_OR) });

    /// <summary>
    /// A fresh adapter, which changes nothing yet: A uniform within ±1/√in (Kaiming-uniform with a = √5, as PEFT has it), B zero.
    /// The numbers come from the key alone.
    /// </summary>
    /// <param name="layout">Names and shapes of the checkpoint's tensors.</param>
    /// <param name="settings">Rank, scale and targets.</param>
    /// <param name="key">Each layer draws from a child of its own.</param>
    /// <param name="baseModel">The folder that the adapter belongs to, or null.</param>
    /// <param name="device">Where it goes; the processor unless said.</param>
    /// <exception cref="LoraException">The settings name no layer of this model.</exception>
    public static LoraAdapter Create(IReadOnlyList<(string Name, long[] Shape)> layout, LoraSettings settings, RandomKey key, string? baseModel, ComputeDevice? device = null)
    {
        var targets = LoraTarget.Select(layout, settings);
        return Load(PeftConfig.Of(settings, targets, LoraTarget.Linear(layout), baseModel), targets, (target, isA) =>
        {
            var values = new float[settings.Rank * (isA ? target.Inputs : target.Outputs)];
            if (isA)
            {
                var random = key.Derive(target.Module).Stream();
                var bound = 1 / Math.Sqrt(target.Inputs);
                for (var index = 0; index < values.Length; index++)
                {
                    values[index] = (float)(((2 * random.NextDouble()) - 1) * bound);
                }
            }

            return values;
        }, device);
    }

    /// <summary>An adapter filled by <paramref name="read"/>, which is given a layer and whether A or B is wanted.</summary>
    internal static LoraAdapter Load(PeftConfig config, IReadOnlyList<LoraTarget> targets, Func<LoraTarget, bool, float[]> read, ComputeDevice? device = null)
    {
        TorchRuntime.Load();
        var (adapter, place) = (new LoraAdapter(config), device ?? ComputeDevice.Cpu);
        try
        {
            foreach (var target in targets)
            {
                adapter._layers[target.Weight] = new Layer(
                    target, Leaf(place, read(target, true), config.Rank, target.Inputs), Leaf(place, read(target, false), target.Outputs, config.Rank));
            }

            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <summary>Whether a checkpoint's tensor is changed by it.</summary>
    public bool Changes(string weight) => _layers.ContainsKey(weight);

    /// <summary>W + scale · B·A where the weight is adapted, with a graph to A and B unless gradients are off; W itself elsewhere.</summary>
    /// <param name="weight">The checkpoint's name.</param>
    /// <param name="master_OI">Its float32 values; borrowed.</param>
    /// <returns>In the caller's scope; the argument itself where nothing is changed.</returns>
    public Tensor Apply(string weight, Tensor master_OI)
    {
        if (!_layers.TryGetValue(weight, out var layer))
        {
            return master_OI;
        }

        using var scope = NewDisposeScope();
        return master_OI.Plus(layer.B_OR.matmul(layer.A_RI), Config.Scale).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers.Values)
        {
            layer.A_RI.Dispose();
            layer.B_OR.Dispose();
        }
    }

    private static Tensor Leaf(ComputeDevice device, float[] values, long rows, long columns)
    {
        using var scope = NewDisposeScope();
        return device.Put(values, rows, columns).clone().requires_grad_(true).DetachFromDisposeScope();
    }

    // Axes: R rank, I inputs, O outputs.
    private sealed record Layer(LoraTarget Target, Tensor A_RI, Tensor B_OR);
}
