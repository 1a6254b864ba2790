using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Where the keys and values of a <see cref="KvCache"/> lie; good until it is laid out anew.</summary>
internal sealed unsafe class RowCache
{
    private readonly float*[] _layers;
    private readonly nint _headStride;
    private readonly int _size;

    /// <summary>Finds them.</summary>
    /// <param name="layers">Of each layer [slots · capacity, 2 · key heads, size], a head's together; borrowed.</param>
    public RowCache(IReadOnlyList<Tensor> layers)
    {
        Layers = layers;
        _layers = new float*[layers.Count];
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            using var token = layers[layer].narrow(0, 0, 1);
            using var first = token.narrow(1, 0, 1);
            _layers[layer] = first.At();
        }

        (_headStride, _size) = ((nint)layers[0].stride(1), (int)layers[0].shape[2]);
    }

    /// <summary>The tensors that it was made of.</summary>
    public IReadOnlyList<Tensor> Layers { get; }

    /// <summary>Numbers of a head's keys, or of its values, from a token on: [capacity − place, size].</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="head">A key head; values follow behind all keys.</param>
    /// <param name="place">The token, counted over all slots.</param>
    public float* At(int layer, int head, long place) => _layers[layer] + (head * _headStride) + ((nint)place * _size);
}
