using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Keys and values of many sequences, in slots of equal capacity; slot 0 takes what padding would write. Owned by the policy thread.</summary>
internal sealed class KvCache(TextConfig text, ScalarType type, ComputeDevice device) : IDisposable
{
    private const int FirstCapacity = 64;
    private readonly long _heads = 2L * text.KeyValueHeads;
    private int _slots;

    /// <summary>Tokens in a slot; grows with the longest sequence, so that short ones stay cheap.</summary>
    public int Capacity { get; private set; } = FirstCapacity;

    /// <summary>
    /// Per layer [slots · capacity, 2 · key heads, size]: of each token the keys of all heads, then the values. In memory a head's lie
    /// together, a token's apart: who reads them reads one head's of a whole slot.
    /// </summary>
    public Tensor[] Layers { get; private set; } = [];

    /// <summary>Makes room for slots 0 .. <paramref name="slots"/> − 1 of <paramref name="tokens"/> tokens each; what is there stays.</summary>
    public void Reserve(int slots, int tokens)
    {
        if (slots <= _slots && tokens <= Capacity)
        {
            return;
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (wanted, capacity) = (Math.Max(Step(slots), _slots), Math.Max(Step(tokens), Capacity));
        var grown = new Tensor[text.Layers];
        for (var layer = 0; layer < grown.Length; layer++)
        {
            var heads = device.Zeros([_heads, wanted, capacity, text.HeadSize], type);
            if (_slots > 0)
            {
                heads.narrow(1, 0, _slots).narrow(2, 0, Capacity).copy_(Layers[layer].transpose(0, 1).view(_heads, _slots, Capacity, text.HeadSize));
                Layers[layer].Dispose();
            }

            grown[layer] = heads.view(_heads, wanted * (long)capacity, text.HeadSize).transpose(0, 1).DetachFromDisposeScope();
        }

        (Layers, _slots, Capacity) = (grown, wanted, capacity);
    }

    /// <summary>What <see cref="Reserve"/> makes of an empty cache, in bytes.</summary>
    public long Bytes(int slots, int tokens) => text.Layers * (long)Step(slots) * Math.Max(Step(tokens), FirstCapacity) * _heads * text.HeadSize * (type == ScalarType.BFloat16 ? 2 : sizeof(float));

    /// <summary>Gives all memory back.</summary>
    public void Clear()
    {
        Dispose();
        (Layers, _slots, Capacity) = ([], 0, FirstCapacity);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in Layers)
        {
            layer.Dispose();
        }
    }

    // Sizes grow in steps of a half and a third, 16, 24, 32, 48, 64 …: few copies on the way up, at most half too much.
    private static int Step(int size)
    {
        var power = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, size));
        return size <= power / 4 * 3 && power > 16 ? power / 4 * 3 : power;
    }
}
