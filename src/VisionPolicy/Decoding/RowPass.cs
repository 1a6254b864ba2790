using System.Runtime.CompilerServices;

namespace Agentic.VisionPolicy;

/// <summary>A block of rows on its way through the decoder, a token each. The steps are those of <c>extend</c> in <see cref="TextScript"/>.</summary>
/// <param name="text">The decoder's shape.</param>
/// <param name="weights">Its numbers; borrowed.</param>
/// <param name="frequencies">Rotary frequencies.</param>
/// <param name="cache">Keys and values; the new ones are added.</param>
/// <param name="rows">At most <see cref="MaxRows"/>.</param>
/// <param name="s">Activations; borrowed.</param>
/// <param name="each">Does so many pieces of work, alone or with others.</param>
internal sealed unsafe class RowPass(
    TextConfig text, RowWeights weights, float[] frequencies, RowCache cache, ArraySegment<DecodeRow> rows, RowScratch s, Action<int, Action<int>> each)
{
    /// <summary>Rows of a block: enough to keep the arithmetic busy while weights come from memory, few enough for the nearest caches.</summary>
    public const int MaxRows = 32;

    private const int MinColumns = 64;
    private const int MaxColumns = 512;
    private const int Pieces = 8; // of a product, where its columns suffice
    private readonly int _hidden = text.HiddenSize;
    private readonly int _inner = text.IntermediateSize;
    private readonly int _headsWidth = text.QuerySize + (2 * text.KeySize);

    /// <summary>Computes all rows.</summary>
    /// <param name="logits">One array for each row of the batch.</param>
    public void Run(IReadOnlyList<float[]> logits)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            new ReadOnlySpan<float>(weights.Embedding + ((long)rows[row].Token * _hidden), _hidden).CopyTo(new Span<float>(s.State + (row * _hidden), _hidden));
            RowArithmetic.Angles(rows[row].Position, frequencies, s.Turns + (row * text.HeadSize));
        }

        for (var layer = 0; layer < text.Layers; layer++)
        {
            Norm(null);
            Multiply(s.Normed, _hidden, _hidden, weights.Project(layer), _headsWidth, s.Heads, text.HasQueryKeyNorm ? null : weights.Heads(layer), 0);
            Place(layer);
            Attend(layer);
            Multiply(s.Heard, text.QuerySize, text.QuerySize, weights.Heard(layer), _hidden, s.State, s.State, _hidden);
            Norm(null);
            Gate(weights.Gates(layer));
            Multiply(s.Gates, 2 * _inner, _inner, weights.Down(layer), _hidden, s.State, s.State, _hidden);
        }

        Norm(weights.LastNorm);
        Say(logits);
    }

    private void Norm(float* weight)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            RowArithmetic.Norm(s.State + (row * _hidden), _hidden, (float)text.RmsNormEpsilon, weight, s.Normed + (row * _hidden));
        }
    }

    private void Multiply(float* x, int xStride, int width, float* w, int columns, float* y, float* addend, int addendStride) =>
        EachColumns(columns, (start, count) => RowProducts.Multiply(
            x, xStride, rows.Count, width, w + ((long)start * width), width, count, y + start, columns, addend is null ? null : addend + start, addendStride));

    /// <summary>Turns queries and keys by their positions, and puts keys and values where the slots go on.</summary>
    private void Place(int layer)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var heads = s.Heads + (row * _headsWidth);
            for (var head = 0; head < text.Heads + text.KeyValueHeads; head++)
            {
                var at = heads + (head * text.HeadSize);
                if (text.HasQueryKeyNorm)
                {
                    RowArithmetic.Norm(at, text.HeadSize, (float)text.RmsNormEpsilon, weights.Heads(layer) + (head * text.HeadSize), at);
                }

                RowArithmetic.Turn(at, text.HeadSize, s.Turns + (row * text.HeadSize));
            }

            for (var head = 0; head < 2 * text.KeyValueHeads; head++)
            {
                var next = cache.At(layer, head, rows[row].First + rows[row].Past);
                new ReadOnlySpan<float>(heads + text.QuerySize + (head * text.HeadSize), text.HeadSize).CopyTo(new Span<float>(next, text.HeadSize));
            }
        }
    }

    private void Attend(int layer)
    {
        var (size, group) = (text.HeadSize, text.Heads / text.KeyValueHeads);
        each(rows.Count * text.KeyValueHeads, piece =>
        {
            var (row, head) = (piece / text.KeyValueHeads, piece % text.KeyValueHeads);
            KeyAttention.Attend(
                s.Heads + (row * _headsWidth) + (head * group * size), group, size,
                cache.At(layer, head, rows[row].First), cache.At(layer, text.KeyValueHeads + head, rows[row].First), rows[row].Past + 1,
                s.Heard + (row * text.QuerySize) + (head * group * size));
        });
    }

    private void Gate(float* w) => EachColumns(_inner, (start, count) =>
    {
        var gate = s.Gates + start;
        var up = gate + _inner;
        RowProducts.Multiply(s.Normed, _hidden, rows.Count, _hidden, w + ((long)start * _hidden), _hidden, count, gate, 2 * _inner);
        RowProducts.Multiply(s.Normed, _hidden, rows.Count, _hidden, w + ((long)(_inner + start) * _hidden), _hidden, count, up, 2 * _inner);
        for (var row = 0; row < rows.Count; row++)
        {
            RowArithmetic.Activate(gate + (row * 2 * _inner), up + (row * 2 * _inner), count);
        }
    });

    /// <summary>The head: each row's logits go to its own array.</summary>
    [SkipLocalsInit]
    private void Say(IReadOnlyList<float[]> logits) => EachColumns(text.VocabularySize, (start, count) =>
    {
        var said = stackalloc float[MaxRows * MaxColumns];
        RowProducts.Multiply(
            s.Normed, _hidden, rows.Count, _hidden, weights.Head + ((long)start * _hidden), _hidden, count, said, MaxColumns, weights.Unsaid + start);
        for (var row = 0; row < rows.Count; row++)
        {
            new ReadOnlySpan<float>(said + (row * MaxColumns), count).CopyTo(logits[rows[row].Index].AsSpan(start));
        }
    });

    /// <summary>Cuts the columns of a product into pieces: first column and number.</summary>
    private void EachColumns(int columns, Action<int, int> work)
    {
        var most = Math.Clamp((columns + Pieces - 1) / Pieces, MinColumns, MaxColumns) / 4 * 4;
        each((columns + most - 1) / most, piece => work(piece * most, Math.Min(most, columns - (piece * most))));
    }
}
