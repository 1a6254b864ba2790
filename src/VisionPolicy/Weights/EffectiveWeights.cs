using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>
/// What the model computes with: master → plus the adapter's update where there is one → cast to the compute type. Sampler and trainer
/// ask here alike, so that sampled and trained numbers agree; gradients flow back to whatever is trained.
/// </summary>
/// <remarks>Borrows the masters, owns the adapter. Nothing is kept: who samples keeps what it asked for until the weights change.</remarks>
/// <param name="masters">float32 weights under checkpoint names; borrowed.</param>
/// <param name="compute">The type of layers' arithmetic.</param>
public sealed class EffectiveWeights(QwenParameters masters, ComputeType compute = ComputeType.Float32) : IDisposable
{
    /// <summary>The float32 weights; borrowed.</summary>
    public QwenParameters Masters { get; } = masters;

    /// <summary>Where they are.</summary>
    public ComputeDevice Device => Masters.Device;

    /// <summary>The type of layers' arithmetic.</summary>
    public ComputeType Compute { get; } = compute;

    /// <summary>The adapter, or null.</summary>
    public LoraAdapter? Adapter { get; private set; }

    /// <summary>What an optimiser may hold, under the names of its state: all masters that are not frozen, and the adapter.</summary>
    /// <exception cref="LoraException">The adapter was made with dropout, which an update of the weight itself cannot reproduce.</exception>
    public IReadOnlyList<(string Name, Tensor Parameter)> Trainable => Adapter is { Config.Dropout: > 0 and var dropout }
        ? throw new LoraException(PeftConfig.FileName, "An adapter with dropout cannot be trained on", "lora_dropout 0", $"{dropout}", "Set lora_dropout to 0 in the adapter's description.")
        : [.. Masters.All.Where(entry => entry.Parameter.requires_grad), .. Adapter?.Parameters ?? []];

    /// <summary>A weight in the compute type. In the caller's scope, or the master itself, which nobody but its owner disposes.</summary>
    public Tensor this[string name] => Cast(Full(name));

    /// <summary>A weight in float32. In the caller's scope, or the master itself.</summary>
    public Tensor Full(string name) => Adapter is null ? Masters[name] : Adapter.Apply(name, Masters[name]);

    /// <summary>Activations or weights brought to the compute type; the argument itself where they have it.</summary>
    public Tensor Cast(Tensor values) => values.dtype == Compute.Scalar() ? values : values.to(Compute.Scalar());

    /// <summary>Writes a weight's values, the adapter's update included, as elements of a floating-point type, rounded to the nearest.</summary>
    public void Write(string name, SafetensorsDtype dtype, Stream stream)
    {
        if (Adapter?.Changes(name) != true)
        {
            Masters.Write(name, dtype, stream);
            return;
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        TensorBytes.Write(Full(name), dtype, stream);
    }

    /// <summary>Puts an adapter on; all masters are frozen. Takes ownership.</summary>
    /// <exception cref="LoraException">There is one already.</exception>
    public void Adapt(LoraAdapter adapter)
    {
        if (Adapter is not null)
        {
            throw new LoraException("lora", "The policy has an adapter already", "one adapter", "a second one", "Merge the first with 'agentic checkpoint merge-lora', or train it on.");
        }

        Adapter = adapter;
        Freeze(_ => true);
    }

    /// <summary>Takes masters out of training.</summary>
    /// <param name="isFrozen">Given a checkpoint name.</param>
    public void Freeze(Func<string, bool> isFrozen)
    {
        foreach (var (name, parameter) in Masters.All.Where(entry => isFrozen(entry.Name)))
        {
            parameter.requires_grad_(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Adapter?.Dispose();
}
