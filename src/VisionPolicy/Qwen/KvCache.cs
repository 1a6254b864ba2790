using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Keys and values of many sequences, in slots of equal capacity; slot 0 takes what padding would write. Owned by the policy thread.</summary>
internal sealed class KvCache(TextConfig text, int capacity) : IDisposable
{
    private readonly long _width = 2L * text.KeyValueHeads * text.HeadSize;
    private int _slots;

    /// <summary>Tokens in a slot.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Per layer [slots · capacity, 2 · key width].</summary>
    public Tensor[] Layers { get; private set; } = [];

    /// <summary>Makes room for slots 0 .. <paramref name="slots"/> − 1; what is there stays.</summary>
    public void Reserve(int slots)
    {
        if (slots <= _slots)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var wanted = Math.Max(slots, _slots * 2);
        var grown = new Tensor[text.Layers];
        for (var layer = 0; layer < grown.Length; layer++)
        {
            grown[layer] = zeros(wanted * (long)Capacity, _width).DetachFromDisposeScope();
            if (_slots > 0)
            {
                grown[layer].narrow(0, 0, _slots * (long)Capacity).copy_(Layers[layer]);
                Layers[layer].Dispose();
            }
        }

        (Layers, _slots) = (grown, wanted);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in Layers)
        {
            layer.Dispose();
        }
    }
}
