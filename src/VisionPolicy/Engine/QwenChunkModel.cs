using Agentic.Agents;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>The model as the engine sees it: chunks of many sequences, batched by shape. Lives on the policy thread.</summary>
/// <remarks>
/// A row's bits do not depend on its batch: rows are batched only with rows of the same padded length and the same number of visible
/// keys, which follow from the row alone, and small batches are filled up to <see cref="MinRows"/> tokens, below which the matrix
/// products and the vector loops take other paths. This holds for float32 on the processor; elsewhere the last bits may follow the batch.
/// </remarks>
public sealed class QwenChunkModel : IChunkModel, IDisposable
{
    /// <summary>Token rows that every product has at least, and a multiple of.</summary>
    public const int MinRows = 32;

    private const int KeyStep = 16;
    private const int Ahead = 64; // tokens for which room is made at once: what grows later is copied
    private readonly QwenModel _model;
    private readonly PictureFeatures _pictures;
    private readonly KvCache _cache;
    private readonly int _maxTokensPerPass;
    private Tensor[]? _fused;
    private readonly RowDecoder? _decoder;
    private RowWeights? _rowWeights;
    private RowCache? _rowCache;

    /// <summary>Prepares an empty cache.</summary>
    /// <param name="model">Borrowed.</param>
    /// <param name="processor">Cuts pictures.</param>
    /// <param name="images">Where pictures are.</param>
    /// <param name="maxTokensPerPass">Tokens in one forward pass; larger batches are cut.</param>
    public QwenChunkModel(QwenModel model, ImageProcessor processor, IImageStore images, int maxTokensPerPass = 8192)
        : this(model, (pictures, count, grid) => PatchBatch.Of(pictures, count, grid, model.Config.Eyes, processor, images), maxTokensPerPass)
    {
    }

    /// <summary>Prepares an empty cache over pictures that somebody else cuts.</summary>
    internal QwenChunkModel(QwenModel model, PatchSource patches, int maxTokensPerPass = 8192)
    {
        (_model, _maxTokensPerPass) = (model, maxTokensPerPass);
        _pictures = new PictureFeatures(model, patches);
        _cache = new KvCache(model.Config.Text, model.Weights.Compute.Scalar(), model.Device);
        // In float32 on the processor, single tokens have a decoder of their own.
        _decoder = model.Weights.Compute == ComputeType.Float32 && model.Device.Torch.type == TorchSharp.DeviceType.CPU
            ? new RowDecoder(model.Config.Text, model.Rotary.Frequencies.Read<float>())
            : null;
    }

    /// <inheritdoc/>
    public int VocabularySize => _model.Config.Text.VocabularySize;

    /// <inheritdoc/>
    public void WeightsChanged()
    {
        _pictures.Clear();
        Array.ForEach(_fused ?? [], tensor => tensor.Dispose());
        _rowWeights?.Dispose();
        (_fused, _rowWeights) = (null, null);
    }

    /// <inheritdoc/>
    public long CacheBytes(int slots, int tokens) => _cache.Bytes(slots + 1, RoundUp(tokens, KeyStep));

    /// <inheritdoc/>
    public void ReleaseCache() => _cache.Clear();

    /// <inheritdoc/>
    public int PositionAfter(PromptChunk chunk, int position)
    {
        Span<long> unused = stackalloc long[chunk.Ids.Length > 1024 ? 0 : chunk.Ids.Length];
        unused = unused.Length < chunk.Ids.Length ? new long[chunk.Ids.Length] : unused;
        return RotaryPositions.Write(chunk.Ids.Span, Grids(chunk), _model.Config, position, unused, unused, unused);
    }

    /// <inheritdoc/>
    public void Extend(IReadOnlyList<ChunkRow> rows, IReadOnlyList<float[]> logits)
    {
        using var noGrad = no_grad();
        _cache.Reserve(rows.Max(row => row.Slot) + 2, RoundUp(rows.Max(Room), KeyStep));
        _fused ??= Fuse();
        _pictures.Require(rows.SelectMany(row => row.Chunk.Images));
        Copy(rows);
        var (single, others) = (new List<DecodeRow>(), new List<int>());
        for (var index = 0; index < rows.Count; index++)
        {
            if (_decoder is not null && IsSingle(rows[index]))
            {
                var row = rows[index];
                single.Add(new DecodeRow(index, Place(row.Slot, 0), row.Past, row.Position, row.Chunk.Ids.Span[0]));
            }
            else
            {
                others.Add(index);
            }
        }

        if (single.Count > 0)
        {
            _rowWeights ??= new RowWeights(_fused, _model);
            _rowCache = _rowCache?.Layers == _cache.Layers ? _rowCache : new RowCache(_cache.Layers);
            _decoder!.Extend([.. single], _rowWeights, _rowCache, logits);
        }

        foreach (var batch in others.GroupBy(index => ShapeOf(rows[index])))
        {
            foreach (var part in batch.Chunk(Math.Max(1, _maxTokensPerPass / batch.Key.Length)))
            {
                Forward(rows, part, batch.Key.Length, batch.Key.Keys, logits);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        WeightsChanged();
        _cache.Dispose();
    }

    // A first chunk sees only itself; a later one sees all keys up to the next step behind its own end. A single token is computed
    // beside a blank: attention of one query alone goes through matrix-vector products, whose bits depend on the batch.
    private static (int Length, int Keys) ShapeOf(ChunkRow row)
    {
        // One row alone is filled up with blank ones until its tokens are a multiple of MinRows: the longer it is, the dearer those would be.
        var step = row.Chunk.Ids.Length switch { <= 2 => 2, <= 32 => 4, <= 64 => 8, <= 256 => 16, _ => MinRows };
        var length = RoundUp(row.Chunk.Ids.Length, step);
        return (length, row.Past == 0 ? 0 : RoundUp(row.Past + row.Chunk.Ids.Length, KeyStep));
    }

    private static int Room(ChunkRow row)
    {
        var length = row.Past + row.Chunk.Ids.Length;
        return Math.Max(length, Math.Min(row.Longest, length + Ahead));
    }

    private bool IsSingle(ChunkRow row) =>
        row.Past > 0 && row.Chunk.Ids.Length == 1 && row.Chunk.Images.IsEmpty && !RotaryPositions.IsPlaceholder(row.Chunk.Ids.Span[0], _model.Config);

    private static int RoundUp(int value, int step) => (value + step - 1) / step * step;

    private Tensor[] Fuse()
    {
        using var scope = NewDisposeScope();
        return [.. _model.Text.CallList("fuse", [_model.LayerTensors]).Select(tensor => _model.Weights.Cast(tensor).DetachFromDisposeScope())];
    }

    private void Copy(IReadOnlyList<ChunkRow> rows)
    {
        // Whole stretches of each head; a slot that is copied from is in use, and so never one that is copied to.
        foreach (var row in rows.Where(row => row.CopyFrom >= 0))
        {
            foreach (var layer in _cache.Layers)
            {
                using var to = layer.narrow(0, Place(row.Slot, 0), row.Past);
                using var from = layer.narrow(0, Place(row.CopyFrom, 0), row.Past);
                to.copy_(from).Dispose();
            }
        }
    }

    private void Forward(IReadOnlyList<ChunkRow> rows, int[] part, int length, int keys, IReadOnlyList<float[]> logits)
    {
        using var scope = NewDisposeScope();
        var batch = RoundUp(part.Length, MinRows / Math.Min(MinRows, length & -length));
        var total = batch * length;
        var ids = new long[total];
        var positions = new long[3 * total];
        var write = new long[total];
        var last = new long[batch];
        var pick = new long[RoundUp(part.Length, MinRows)];
        var pictures = new List<ImageSpan>();
        var places = new List<long>();
        for (var index = 0; index < part.Length; index++)
        {
            var row = rows[part[index]];
            var chunk = row.Chunk.Ids.Span;
            var start = index * length;
            RotaryPositions.Write(
                chunk, Grids(row.Chunk), _model.Config, row.Position,
                positions.AsSpan(start, chunk.Length), positions.AsSpan(total + start, chunk.Length), positions.AsSpan((2 * total) + start, chunk.Length));
            for (var at = 0; at < chunk.Length; at++)
            {
                ids[start + at] = chunk[at];
                write[start + at] = Place(row.Slot, row.Past + at);
                if (chunk[at] == _model.Config.ImageTokenId)
                {
                    places.Add(start + at);
                }
            }

            pictures.AddRange(row.Chunk.Images);
            last[index] = chunk.Length - 1;
            pick[index] = index;
        }

        var device = _model.Device;
        var embeds = _model.Embed(device.Put(ids, batch, length), pictures.Count > 0 ? _pictures.Of(pictures) : null, places.ToArray());
        var (read, mask) = keys == 0 ? (device.Zeros([0], ScalarType.Int64), _model.None) : Visible(rows, part, batch, length, keys);
        var (axis, frequencies) = _model.Rotary;
        var result = _model.Text.Call(
            "extend", embeds, device.Put(positions, 3, batch, length), axis, frequencies, mask, _fused!, _model.LastNorm,
            _cache.Layers, device.Put(write), read, device.Put(last, batch, 1), device.Put(pick), _model.Head, _model.Unsaid);
        var values = result.narrow(0, 0, part.Length).Read<float>();
        for (var index = 0; index < part.Length; index++)
        {
            values.AsSpan(index * VocabularySize, VocabularySize).CopyTo(logits[part[index]]);
        }
    }

    /// <summary>Which cached keys each row reads, and which of them each of its tokens may see.</summary>
    private (Tensor Read, Tensor Mask) Visible(IReadOnlyList<ChunkRow> rows, int[] part, int batch, int length, int keys)
    {
        var read = new long[batch * keys];
        var mask = new float[batch * length * keys];
        mask.AsSpan().Fill(float.NegativeInfinity);
        for (var index = 0; index < batch; index++)
        {
            var row = index < part.Length ? rows[part[index]] : default;
            for (var key = 0; key < keys; key++)
            {
                read[(index * keys) + key] = index < part.Length ? Place(row.Slot, key) : key;
            }

            for (var at = 0; at < length; at++)
            {
                mask.AsSpan(((index * length) + at) * keys, Math.Min(keys, row.Past + at + 1)).Clear();
            }
        }

        return (_model.Device.Put(read), _model.Device.Put(mask, batch, length, keys));
    }

    // The engine's slot s is slot s + 1 here: what padding writes goes to places of slot 0, where nobody reads.
    private long Place(int slot, int at) => ((slot + 1L) * _cache.Capacity) + at;

    private static PatchGrid[] Grids(PromptChunk chunk) => chunk.Images.IsEmpty ? [] : [.. chunk.Images.Select(PictureFeatures.GridOf)];
}
