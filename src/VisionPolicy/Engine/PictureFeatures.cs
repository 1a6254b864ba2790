using Agentic.Agents;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Cuts pictures of one shape into patches, as <see cref="PatchBatch.Of"/>: [count · patches, patch length].</summary>
internal delegate Tensor PatchSource(IReadOnlyList<ImageSpan> pictures, int count, PatchGrid grid);

/// <summary>Features of pictures under the present weights: each distinct picture goes through the vision tower once.</summary>
internal sealed class PictureFeatures(QwenModel model, PatchSource patches)
{
    // Small batches of pictures take other paths through the matrix products, so every batch has at least this many.
    private const int MinPictures = 4;
    private const int MaxPictures = 128;

    // A gigabyte of features, and a few pictures for each sequence that is kept: weights that never change would otherwise gather the
    // features of every picture ever seen, and a picture behind a cached prefix is not asked for again.
    private const long MaxHeldValues = 1L << 28;
    private const int MaxHeld = 4096;
    private readonly Dictionary<ImageSpan, Tensor> _features = []; // by grid as well: equal bytes may be pictures of different shapes
    private long _heldValues;

    /// <summary>The grid that a transcript recorded.</summary>
    public static PatchGrid GridOf(ImageSpan image) => new(image.GridT, image.GridH, image.GridW);

    /// <summary>Encodes those that are not there yet, those of one shape together.</summary>
    public void Require(IEnumerable<ImageSpan> pictures)
    {
        if (_heldValues > MaxHeldValues || _features.Count > MaxHeld)
        {
            Clear();
        }

        var missing = pictures.Where(picture => !_features.ContainsKey(picture)).Distinct();
        foreach (var shape in missing.GroupBy(GridOf).ToArray())
        {
            foreach (var batch in shape.Chunk(MaxPictures))
            {
                Encode(shape.Key, batch);
            }
        }
    }

    /// <summary>Features of pictures, one after another: [merged patches, hidden]. In the caller's scope.</summary>
    public Tensor Of(IEnumerable<ImageSpan> pictures) => cat([.. pictures.Select(picture => _features[picture])]);

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        foreach (var features in _features.Values)
        {
            features.Dispose();
        }

        _features.Clear();
        _heldValues = 0;
    }

    private void Encode(PatchGrid grid, ImageSpan[] pictures)
    {
        using var scope = NewDisposeScope();
        var count = Math.Max(pictures.Length, MinPictures);
        var features = model.EncodeImages(patches(pictures, count, grid), [.. Enumerable.Repeat(grid, count)]);
        var each = features.shape[0] / count;
        for (var index = 0; index < pictures.Length; index++)
        {
            _heldValues += each * features.shape[1];
            _features[pictures[index]] = features.narrow(0, index * each, each).clone().DetachFromDisposeScope();
        }
    }
}
