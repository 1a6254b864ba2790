using Agentic.Agents;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>Distinct inputs as arrays, ready to become tensors. Axes: U distinct inputs, T tokens, N distinct learnt tokens, V visits, R learnt tokens of the longest row.</summary>
public sealed class SequenceBatch
{
    private readonly long[] _ids;
    private readonly long[] _positions;
    private readonly long[] _before_UR;
    private readonly List<long> _places = [];
    private readonly List<long> _hidden_N = [];
    private readonly List<long> _targets_N = [];
    private readonly List<long> _masks_N = [];
    private readonly List<TokenMask> _masks = [];
    private readonly ITokenConstraint? _constraint;
    private readonly List<ImageSpan> _pictures = [];
    private readonly long[] _slots_VR;
    private readonly int _rows;
    private readonly int _tokens;

    /// <summary>Lays out rows, padded on the right.</summary>
    /// <param name="rows">Distinct inputs with their visits.</param>
    /// <param name="config">The model's shape.</param>
    /// <param name="device">Where its tensors are made.</param>
    /// <param name="constraint">What the answers were held to; null for nothing.</param>
    /// <exception cref="InvalidDataException">An answer does not keep to the constraint.</exception>
    public SequenceBatch(RowSet rows, QwenConfig config, ComputeDevice device, ITokenConstraint? constraint = null)
    {
        (Device, _constraint) = (device, constraint);
        _rows = rows.Unique.Count;
        _tokens = (rows.Unique.Max(row => row.InputLength) + 3) / 4 * 4;
        Longest = rows.Unique.Max(row => row.LearntTokens);
        Visits = rows.Count;
        _ids = new long[_rows * _tokens];
        _positions = new long[3 * _rows * _tokens];
        _before_UR = new long[_rows * Longest];
        _slots_VR = new long[Visits * Longest];
        SampledLogProbs_VR = new float[Visits * Longest];
        OldLogProbs_VR = new float[Visits * Longest];
        (IsSampled_VR, IsGiven_VR) = (new bool[Visits * Longest], new bool[Visits * Longest]);
        Weights_VR = new float[Visits * Longest];
        (Episodes_V, Turns_V, IsRelabelled_V) = (new int[Visits], new int[Visits], new bool[Visits]);
        var visit = 0;
        for (var at = 0; at < _rows; at++)
        {
            var slots = Lay(rows.Unique[at], at, config);
            var (state, last) = (_hidden_N[^1], new Dictionary<int, long> { [rows.Unique[at].LastToken] = slots[^1] });
            foreach (var row in rows.Visits[at])
            {
                slots[^1] = SlotOf(row.LastToken, state, last);
                Visit(row, visit++, slots);
            }
        }

        // Padding reads the zero behind the last learnt token.
        for (var slot = 0; slot < IsSampled_VR.Length; slot++)
        {
            _slots_VR[slot] = IsSampled_VR[slot] || IsGiven_VR[slot] ? _slots_VR[slot] : _targets_N.Count;
        }
    }

    /// <summary>Where its tensors are made.</summary>
    public ComputeDevice Device { get; }

    /// <summary>Rows, repeats included.</summary>
    public int Visits { get; }

    /// <summary>Learnt tokens of the longest row: R.</summary>
    public int Longest { get; }

    /// <summary>Tokens that go through the model, padding included.</summary>
    public int ComputedTokens => _rows * _tokens;

    /// <summary>The episode of each visit.</summary>
    public int[] Episodes_V { get; }

    /// <summary>The turn of each visit, as its row counts it.</summary>
    public int[] Turns_V { get; }

    /// <summary>Whether the tokens of each visit were sampled behind another prompt.</summary>
    public bool[] IsRelabelled_V { get; }

    /// <summary>log π when sampled; 0 in padding, and where nobody sampled.</summary>
    public float[] SampledLogProbs_VR { get; }

    /// <summary>log π that ratios start from: when sampled, unless the row says otherwise.</summary>
    public float[] OldLogProbs_VR { get; }

    /// <summary>Whether the slot holds a learnt token of origin sampled.</summary>
    public bool[] IsSampled_VR { get; }

    /// <summary>Whether the slot holds a learnt token of origin guidance: the policy did not choose it.</summary>
    public bool[] IsGiven_VR { get; }

    /// <summary>The advantage of each token, 0 in padding; null where the rows have none of their own.</summary>
    public float[]? Advantages_VR { get; private set; }

    /// <summary>What a critic is taught at each token, 0 and false in padding; null where the rows have no critic.</summary>
    public (float[] Old_VR, float[] Returns_VR, bool[] IsTaught_VR)? Targets { get; private set; }

    /// <summary>What the tokens count for in imitation; 0 in padding.</summary>
    public float[] Weights_VR { get; }

    /// <summary>At which the tokens were drawn.</summary>
    public double Temperature { get; private set; } = 1;

    /// <summary>Learnt tokens, those once that different visits chose after the same input: [N]. In the caller's scope.</summary>
    public Tensor Targets_N => Device.Put(_targets_N.ToArray());

    /// <summary>For each of <see cref="Targets_N"/> the row of <see cref="Refused"/> that held before it; empty without a constraint. In the caller's scope.</summary>
    public Tensor Masks_N => Device.Put(_masks_N.ToArray());

    /// <summary>What the constraint refused, true where it did, a row for each distinct mask: [S, V]; S is 0 without one. In the caller's scope.</summary>
    /// <param name="vocabulary">V.</param>
    public Tensor Refused(int vocabulary)
    {
        var refused_SV = new bool[_masks.Count * vocabulary];
        for (var at = 0; at < _masks.Count; at++)
        {
            _masks[at].Refuse(refused_SV.AsSpan(at * vocabulary, vocabulary));
        }

        return Device.Put(refused_SV, _masks.Count, vocabulary);
    }

    /// <summary>Runs the model as far as the states before the learnt tokens.</summary>
    /// <param name="model">The model.</param>
    /// <param name="processor">Cuts pictures.</param>
    /// <param name="images">Where pictures are.</param>
    /// <param name="recompute">Whether decoder layers are computed again on the way back.</param>
    /// <returns>States [U, R, H], those of padding included. In the caller's scope.</returns>
    public DecoderPass Forward(QwenModel model, ImageProcessor processor, IImageStore images, bool recompute)
    {
        var embeds_UTH = model.Embed(Device.Put(_ids, _rows, _tokens), Features(model, processor, images), _places.ToArray());
        return DecoderPass.Run(model, embeds_UTH, Device.Put(_positions, 3, _rows, _tokens), Device.Put(_before_UR, _rows, Longest), recompute);
    }

    /// <summary>The states that predict <see cref="Targets_N"/>: [N, H]. In the caller's scope.</summary>
    public Tensor Chosen(Tensor hidden_URH) => hidden_URH.view(_rows * Longest, -1).index_select(0, Device.Put(_hidden_N.ToArray()));

    /// <summary>One number a distinct learnt token, given to all visits that chose it.</summary>
    /// <param name="values_N">In the order of <see cref="Targets_N"/>.</param>
    /// <returns>[V, R], 0 in padding; the caller disposes it.</returns>
    public Tensor Spread(Tensor values_N)
    {
        using var scope = NewDisposeScope();
        // One more slot, 0, for the padding.
        var padded_N = cat([values_N, Device.Zeros([1])]);
        return padded_N.index_select(0, Device.Put(_slots_VR)).view(Visits, Longest).MoveToOuterDisposeScope();
    }

    private void Visit(TrainingRow row, int visit, long[] slots)
    {
        var cursor = visit * Longest;
        (Episodes_V[visit], Turns_V[visit], IsRelabelled_V[visit]) = (row.Episode, row.Turn, row.IsRelabelled);
        slots.CopyTo(_slots_VR, cursor);
        Array.Fill(Weights_VR, 1, cursor, slots.Length);
        row.Weights.CopyTo(Weights_VR, cursor);
        foreach (var segment in row.Learnt.Select(index => row.Segments[index]))
        {
            segment.Sampling?.LogProbs.CopyTo(SampledLogProbs_VR, cursor);
            Array.Fill(segment.Origin == SegmentOrigin.Guidance ? IsGiven_VR : IsSampled_VR, true, cursor, segment.Ids.Length);
            cursor += segment.Ids.Length;
            Temperature = segment.Sampling?.Temperature is > 0 and var drawn ? drawn : Temperature;
        }

        var place = visit * Longest;
        SampledLogProbs_VR.AsSpan(place, slots.Length).CopyTo(OldLogProbs_VR.AsSpan(place));
        row.OldLogProbs.CopyTo(OldLogProbs_VR, place);
        if (!row.Advantages.IsEmpty)
        {
            row.Advantages.CopyTo(Advantages_VR ??= new float[Visits * Longest], place);
        }

        if (row.Values is { } values)
        {
            var targets = Targets ??= (new float[Visits * Longest], new float[Visits * Longest], new bool[Visits * Longest]);
            values.Old.CopyTo(targets.Old_VR, place);
            values.Returns.CopyTo(targets.Returns_VR, place);
            values.IsTaught.CopyTo(targets.IsTaught_VR, place);
        }
    }

    /// <summary>Visits of an input that chose the same last token share a slot.</summary>
    private long SlotOf(int token, long state, Dictionary<int, long> known)
    {
        if (!known.TryGetValue(token, out var slot))
        {
            known[token] = slot = _targets_N.Count;
            _hidden_N.Add(state);
            _targets_N.Add(token);
            if (_constraint is not null)
            {
                // The same input, so the same mask.
                _masks_N.Add(_masks_N[^1]);
            }
        }

        return slot;
    }

    /// <summary>Notes the mask before each token of an answer.</summary>
    private void Hold(ReadOnlySpan<int> answer)
    {
        foreach (var mask in _constraint!.Masks(answer))
        {
            var at = _masks.FindIndex(known => ReferenceEquals(known, mask));
            if (at < 0)
            {
                at = _masks.Count;
                _masks.Add(mask);
            }

            _masks_N.Add(at);
        }
    }

    /// <summary>Writes the input of a row, and the slots of what the row chose.</summary>
    private long[] Lay(TrainingRow row, int at, QwenConfig config)
    {
        var start = at * _tokens;
        var cursor = start;
        var end = start + row.InputLength;
        var slots = new List<long>(Longest);
        Span<int> ids = stackalloc int[row.InputLength <= 2048 ? row.InputLength : 0];
        ids = ids.Length == row.InputLength ? ids : new int[row.InputLength];
        var grids = new List<PatchGrid>();
        for (var index = 0; index < row.Segments.Count; index++)
        {
            var segment = row.Segments[index];
            var isLearnt = row.Learnt.Contains(index);
            if (isLearnt && _constraint is not null)
            {
                Hold(segment.Ids.AsSpan());
            }

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

                if (cursor == end)
                {
                    break;
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
            ids, grids.ToArray(), config, 0, _positions.AsSpan(start, ids.Length), _positions.AsSpan(all + start, ids.Length), _positions.AsSpan((2 * all) + start, ids.Length));
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
        return cat(features).index_select(0, Device.Put(order));
    }
}
