using Agentic.Agents;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>Distinct rows as arrays, ready to become tensors. Axes: U distinct rows, T tokens, N learnt tokens, V visits, R learnt tokens of the longest row.</summary>
public sealed class SequenceBatch
{
    private readonly long[] _ids;
    private readonly long[] _positions;
    private readonly long[] _before_UR;
    private readonly List<long> _places = [];
    private readonly List<long> _hidden_N = [];
    private readonly List<long> _targets_N = [];
    private readonly List<ImageSpan> _pictures = [];
    private readonly long[] _slots_VR;
    private readonly int _rows;
    private readonly int _tokens;

    /// <summary>Lays out rows, padded on the right.</summary>
    /// <param name="rows">Distinct rows with their visits.</param>
    /// <param name="config">The model's shape.</param>
    public SequenceBatch(RowSet rows, QwenConfig config)
    {
        _rows = rows.Unique.Count;
        _tokens = (rows.Unique.Max(row => row.Length) + 3) / 4 * 4;
        Longest = rows.Unique.Max(row => row.LearntTokens);
        _ids = new long[_rows * _tokens];
        _positions = new long[3 * _rows * _tokens];
        _before_UR = new long[_rows * Longest];
        var slots_UR = new long[_rows][];
        for (var at = 0; at < _rows; at++)
        {
            slots_UR[at] = Lay(rows.Unique[at], at, config);
        }

        Visits = rows.Count;
        _slots_VR = new long[Visits * Longest];
        OldLogProbs_VR = new float[Visits * Longest];
        IsSampled_VR = new bool[Visits * Longest];
        Episodes_V = new int[Visits];
        var visit = 0;
        for (var at = 0; at < _rows; at++)
        {
            foreach (var row in rows.Visits[at])
            {
                Episodes_V[visit] = row.Episode;
                slots_UR[at].CopyTo(_slots_VR, visit * Longest);
                Array.Fill(_slots_VR, _targets_N.Count, (visit * Longest) + row.LearntTokens, Longest - row.LearntTokens);
                Array.Fill(IsSampled_VR, true, visit * Longest, row.LearntTokens);
                var cursor = visit * Longest;
                foreach (var segment in row.Learnt.Select(index => row.Segments[index]))
                {
                    segment.Sampling?.LogProbs.CopyTo(OldLogProbs_VR, cursor);
                    cursor += segment.Ids.Length;
                    Temperature = segment.Sampling?.Temperature is > 0 and var drawn ? drawn : Temperature;
                }

                visit++;
            }
        }
    }

    /// <summary>Rows, repeats included.</summary>
    public int Visits { get; }

    /// <summary>Learnt tokens of the longest row: R.</summary>
    public int Longest { get; }

    /// <summary>Tokens that go through the model, padding included.</summary>
    public int ComputedTokens => _rows * _tokens;

    /// <summary>The episode of each visit.</summary>
    public int[] Episodes_V { get; }

    /// <summary>log π when sampled; 0 in padding, and where nobody sampled.</summary>
    public float[] OldLogProbs_VR { get; }

    /// <summary>Whether the slot holds a learnt token.</summary>
    public bool[] IsSampled_VR { get; }

    /// <summary>At which the tokens were drawn.</summary>
    public double Temperature { get; } = 1;

    /// <summary>Learnt tokens of all distinct rows, in order: [N]. In the caller's scope.</summary>
    public Tensor Targets_N => tensor(_targets_N.ToArray());

    /// <summary>Runs the model as far as the states before the learnt tokens.</summary>
    /// <param name="model">The model.</param>
    /// <param name="processor">Cuts pictures.</param>
    /// <param name="images">Where pictures are.</param>
    /// <param name="recompute">Whether decoder layers are computed again on the way back.</param>
    /// <returns>States [U, R, H], those of padding included. In the caller's scope.</returns>
    public DecoderPass Forward(QwenModel model, ImageProcessor processor, IImageStore images, bool recompute)
    {
        var embeds_UTH = model.Embed(tensor(_ids, _rows, _tokens), Features(model, processor, images), _places.ToArray());
        return DecoderPass.Run(model, embeds_UTH, tensor(_positions, 3, _rows, _tokens), tensor(_before_UR, _rows, Longest), recompute);
    }

    /// <summary>The states that predict <see cref="Targets_N"/>: [N, H]. In the caller's scope.</summary>
    public Tensor Chosen(Tensor hidden_URH) => hidden_URH.view(_rows * Longest, -1).index_select(0, tensor(_hidden_N.ToArray()));

    /// <summary>One number a learnt token of each distinct row, given to all visits of the row.</summary>
    /// <param name="values_N">In the order of <see cref="Targets_N"/>.</param>
    /// <returns>[V, R], 0 in padding; the caller disposes it.</returns>
    public Tensor Spread(Tensor values_N)
    {
        using var scope = NewDisposeScope();
        // One more slot, 0, for the padding.
        var padded_N = cat([values_N, zeros(1)]);
        return padded_N.index_select(0, tensor(_slots_VR)).view(Visits, Longest).MoveToOuterDisposeScope();
    }

    private long[] Lay(TrainingRow row, int at, QwenConfig config)
    {
        var start = at * _tokens;
        var cursor = start;
        var slots = new List<long>(Longest);
        Span<int> ids = stackalloc int[row.Length <= 2048 ? row.Length : 0];
        ids = ids.Length == row.Length ? ids : new int[row.Length];
        var grids = new List<PatchGrid>();
        for (var index = 0; index < row.Segments.Count; index++)
        {
            var segment = row.Segments[index];
            var isLearnt = row.Learnt.Contains(index);
            if (segment.Image is { } image)
            {
                _pictures.Add(image);
                grids.Add(new PatchGrid(image.GridT, image.GridH, image.GridW));
            }

            foreach (var id in segment.Ids)
            {
                if (isLearnt)
                {
                    // The state before the token predicts it.
                    _before_UR[(at * Longest) + slots.Count] = cursor - start - 1;
                    _hidden_N.Add((at * Longest) + slots.Count);
                    slots.Add(_targets_N.Count);
                    _targets_N.Add(id);
                }

                if (id == config.ImageTokenId)
                {
                    _places.Add(cursor);
                }

                ids[cursor - start] = id;
                _ids[cursor++] = id;
            }
        }

        var all = _rows * _tokens;
        RotaryPositions.Write(
            ids, grids.ToArray(), config, 0, _positions.AsSpan(start, row.Length), _positions.AsSpan(all + start, row.Length), _positions.AsSpan((2 * all) + start, row.Length));
        return [.. slots];
    }

    /// <summary>Each distinct picture goes through the vision tower once.</summary>
    private Tensor? Features(QwenModel model, ImageProcessor processor, IImageStore images)
    {
        if (_pictures.Count == 0)
        {
            return null;
        }

        var firstRow = new Dictionary<ContentHash, long>();
        var features = new List<Tensor>();
        var next = 0L;
        foreach (var shape in _pictures.DistinctBy(picture => picture.Handle.Hash).GroupBy(picture => new PatchGrid(picture.GridT, picture.GridH, picture.GridW)))
        {
            var pictures = shape.ToArray();
            var patches = PatchBatch.Of(pictures, pictures.Length, shape.Key, model.Config.Eyes, processor, images);
            features.Add(model.EncodeImages(patches, [.. Enumerable.Repeat(shape.Key, pictures.Length)]));
            var each = features[^1].shape[0] / pictures.Length;
            foreach (var picture in pictures)
            {
                firstRow[picture.Handle.Hash] = next;
                next += each;
            }
        }

        var merge = model.Config.Eyes.PatchesPerFeature;
        var order = _pictures.SelectMany(picture =>
        {
            var first = firstRow[picture.Handle.Hash];
            return Enumerable.Range(0, picture.GridT * picture.GridH * picture.GridW / merge).Select(offset => first + offset);
        }).ToArray();
        return cat(features).index_select(0, tensor(order));
    }
}
