using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Where the decoder's float32 numbers lie, in the memory of the tensors that hold them; good until the weights change.</summary>
internal sealed unsafe class RowWeights : IDisposable
{
    private readonly Tensor[] _owned;
    private readonly float*[] _layers;

    /// <summary>Finds them.</summary>
    /// <param name="fused">Five tensors a layer, as <see cref="TextScript"/> fuses them; borrowed.</param>
    /// <param name="model">Whose other weights they go with; borrowed.</param>
    public RowWeights(IReadOnlyList<Tensor> fused, QwenModel model)
    {
        using var scope = NewDisposeScope();
        Tensor[] ends = [model.Weights.Full(model.Parameters.Names.Embedding), model.LastNorm, model.Head, model.Unsaid];
        // A handle of our own on each, whoever owns the numbers.
        _owned = [.. ends.Select(tensor => tensor.detach().contiguous().DetachFromDisposeScope())];
        Embedding = _owned[0].At();
        LastNorm = _owned[1].At();
        Head = _owned[2].At();
        Unsaid = _owned[3].At();
        _layers = new float*[fused.Count];
        for (var at = 0; at < _layers.Length; at++)
        {
            _layers[at] = fused[at].At();
        }

        Bytes = sizeof(float) * (fused.Sum(tensor => tensor.NumberOfElements) + _owned[2].NumberOfElements);
    }

    /// <summary>[vocabulary, hidden].</summary>
    public float* Embedding { get; }

    /// <summary>[hidden].</summary>
    public float* LastNorm { get; }

    /// <summary>[vocabulary, hidden].</summary>
    public float* Head { get; }

    /// <summary>Added to the logits, [vocabulary].</summary>
    public float* Unsaid { get; }

    /// <summary>Bytes that one pass reads.</summary>
    public long Bytes { get; }

    /// <summary>Queries, keys and values: [(heads + 2 · key heads) · size, hidden].</summary>
    public float* Project(int layer) => _layers[5 * layer];

    /// <summary>Their biases, or the weights of the norms over each query and key head.</summary>
    public float* Heads(int layer) => _layers[(5 * layer) + 1];

    /// <summary>[hidden, heads · size].</summary>
    public float* Heard(int layer) => _layers[(5 * layer) + 2];

    /// <summary>Gates, then what they let through: [2 · intermediate, hidden].</summary>
    public float* Gates(int layer) => _layers[(5 * layer) + 3];

    /// <summary>[hidden, intermediate].</summary>
    public float* Down(int layer) => _layers[(5 * layer) + 4];

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_owned, tensor => tensor.Dispose());
}
