namespace Agentic.VisionPolicy;

/// <summary>
/// Patches among the learned positions of Qwen3-VL: a grid of any size is stretched over the square of embeddings, and each patch
/// takes a bilinear mixture of the four around it.
/// </summary>
public sealed class PositionCorners
{
    private readonly int _patches;
    private readonly int _side;

    /// <summary>Room for patches; none where the tower has no learned positions.</summary>
    public PositionCorners(int patches, VisionConfig config)
    {
        (_patches, _side) = (patches, (int)Math.Sqrt(config.PositionEmbeddings));
        (Indices, Weights) = _side > 0 ? (new long[4 * patches], new float[4 * patches]) : ([], []);
    }

    /// <summary>Rows of the embedding matrix, [4, patches].</summary>
    public long[] Indices { get; }

    /// <summary>Their shares, [4, patches]; the four of a patch add up to 1.</summary>
    public float[] Weights { get; }

    /// <summary>Places a patch.</summary>
    public void Set(int patch, int row, int column, PatchGrid grid)
    {
        if (_side == 0)
        {
            return;
        }

        var (top, bottom, down) = Between(row, grid.H);
        var (left, right, along) = Between(column, grid.W);
        Put(0, top, left, (1 - down) * (1 - along));
        Put(1, top, right, (1 - down) * along);
        Put(2, bottom, left, down * (1 - along));
        Put(3, bottom, right, down * along);

        void Put(int corner, int y, int x, float share) =>
            (Indices[(corner * _patches) + patch], Weights[(corner * _patches) + patch]) = ((y * _side) + x, share);
    }

    // Place number `at` of `count` equally spaced ones from 0 to side − 1, in the float32 arithmetic of linspace: from both ends to the middle.
    private (int Low, int High, float Share) Between(int at, int count)
    {
        var step = count > 1 ? (_side - 1) / (float)(count - 1) : 0;
        var place = at < count / 2 || count == 1 ? step * at : _side - 1 - (step * (count - 1 - at));
        var low = Math.Clamp((int)place, 0, _side - 1);
        return (low, Math.Min(low + 1, _side - 1), place - low);
    }
}
