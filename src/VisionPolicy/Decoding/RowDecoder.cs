namespace Agentic.VisionPolicy;

/// <summary>One more token for each of many rows, on the processor in float32: the decoder of <see cref="TextScript"/> without a tensor in it.</summary>
/// <remarks>
/// A pass over few rows is bound by the memory that holds the weights. Here each weight is read once a pass, keys and values are read
/// where they lie, and a row's bits follow from the row alone (<see cref="RowProducts"/>). A small model stays in the processor's
/// cache: there each thread takes rows of its own through the whole stack. In a large one the threads share the columns of each product.
/// </remarks>
/// <param name="text">The decoder's shape.</param>
/// <param name="frequencies">Rotary frequencies, half as many as a head is wide.</param>
/// <param name="smallModel">Bytes of weights up to which a model is small.</param>
internal sealed class RowDecoder(TextConfig text, float[] frequencies, long smallModel = 16 << 20)
{
    private readonly List<RowScratch> _scratch = [];

    /// <summary>Extends rows by a token each.</summary>
    /// <param name="rows">Single tokens behind others, no pictures.</param>
    /// <param name="weights">The decoder's numbers; borrowed.</param>
    /// <param name="cache">Keys and values.</param>
    /// <param name="logits">One array for each row of the batch; those of <paramref name="rows"/> are overwritten.</param>
    public void Extend(DecodeRow[] rows, RowWeights weights, RowCache cache, IReadOnlyList<float[]> logits)
    {
        var isSmall = weights.Bytes <= smallModel;
        var size = isSmall ? Math.Min(RowPass.MaxRows, (rows.Length + Environment.ProcessorCount - 1) / Environment.ProcessorCount) : RowPass.MaxRows;
        var blocks = (rows.Length + size - 1) / size;
        while (_scratch.Count < (isSmall ? blocks : 1))
        {
            _scratch.Add(new RowScratch(text, RowPass.MaxRows));
        }

        Action<int, Action<int>> together = TorchThreads.Each;
        (isSmall ? together : Alone)(blocks, block =>
        {
            var part = new ArraySegment<DecodeRow>(rows, block * size, Math.Min(size, rows.Length - (block * size)));
            new RowPass(text, weights, frequencies, cache, part, _scratch[isSmall ? block : 0], isSmall ? Alone : together).Run(logits);
        });
    }

    private static void Alone(int count, Action<int> work)
    {
        for (var piece = 0; piece < count; piece++)
        {
            work(piece);
        }
    }
}

/// <summary>A row and its next token.</summary>
/// <param name="Index">Its place in the batch.</param>
/// <param name="First">Place of its slot's first key, counted in tokens over all slots.</param>
/// <param name="Past">Tokens already there.</param>
/// <param name="Position">Rotary position of the new token.</param>
/// <param name="Token">The new token.</param>
internal readonly record struct DecodeRow(int Index, long First, int Past, int Position, int Token);
