namespace Agentic.VisionPolicy;

/// <summary>Activations of a block of rows: memory that stays where it is, used again for each block.</summary>
internal sealed unsafe class RowScratch
{
    private readonly List<float[]> _memory = [];

    /// <summary>Makes room for <paramref name="rows"/> rows.</summary>
    public RowScratch(TextConfig text, int rows)
    {
        State = Of(rows * text.HiddenSize);
        Normed = Of(rows * text.HiddenSize);
        Heads = Of(rows * (text.QuerySize + (2 * text.KeySize)));
        Heard = Of(rows * text.QuerySize);
        Gates = Of(rows * 2 * text.IntermediateSize);
        Turns = Of(rows * text.HeadSize);
    }

    /// <summary>The residual stream, [rows, hidden].</summary>
    public float* State { get; }

    /// <summary>What a product reads of it, [rows, hidden].</summary>
    public float* Normed { get; }

    /// <summary>Queries, keys and values, [rows, heads + 2 · key heads, size].</summary>
    public float* Heads { get; }

    /// <summary>What the queries heard, [rows, heads · size].</summary>
    public float* Heard { get; }

    /// <summary>Gates and what they let through, [rows, 2 · intermediate].</summary>
    public float* Gates { get; }

    /// <summary>Cosines and sines, [rows, size].</summary>
    public float* Turns { get; }

    private float* Of(int count)
    {
        _memory.Add(GC.AllocateUninitializedArray<float>(count + 16, pinned: true));
        fixed (float* start = _memory[^1])
        {
            return (float*)(((nint)start + 63) & ~63);
        }
    }
}
