using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Qwen;

/// <summary>What a case feeds to the model, and one pass over it.</summary>
internal sealed class ReferenceInput
{
    private readonly ReferenceCases _cases;
    private readonly string _name;
    private readonly PatchGrid[] _images;
    private readonly PatchGrid[] _videos;
    private readonly List<long> _imagePlaces = [];
    private readonly List<long> _videoPlaces = [];

    /// <param name="cases">Borrowed.</param>
    /// <param name="name">Of the case.</param>
    /// <param name="ids">Ids to use in place of the case's, as a generated sequence; they are longer, never shorter.</param>
    public ReferenceInput(ReferenceCases cases, string name, string ids = "input_ids")
    {
        (_cases, _name) = (cases, name);
        (Rows, Length) = ((int)cases.Shape(name, ids)[0], (int)cases.Shape(name, ids)[1]);
        Prompt = (int)cases.Shape(name, "input_ids")[1];
        Ids = cases.Longs(name, ids);
        var stored = cases.Has(name, "attention_mask") ? cases.Longs(name, "attention_mask") : [.. Enumerable.Repeat(1L, Rows * Prompt)];
        IsToken = [.. Enumerable.Range(0, Rows * Length).Select(at => at % Length >= Prompt || stored[(at / Length * Prompt) + (at % Length)] == 1)];
        var seconds = cases.Has(name, "second_per_grid_ts") ? cases.Floats(name, "second_per_grid_ts") : [];
        _images = Grids("image_grid_thw", _ => 1);
        _videos = Grids("video_grid_thw", video => cases.Config.Eyes.TokensPerSecond * seconds[video]);
        Positions = Place();
    }

    public int Rows { get; }

    public int Length { get; }

    /// <summary>Tokens of a row, padding included, before anything was generated.</summary>
    public int Prompt { get; }

    public long[] Ids { get; }

    public bool[] IsToken { get; }

    /// <summary>[3, rows, length]; 0 in the padding.</summary>
    public long[] Positions { get; }

    /// <summary>Features of pictures and of videos; logits [rows, length, vocabulary]. All in the caller's scope.</summary>
    public (Tensor? Images, Tensor? Videos, Tensor Logits) Forward()
    {
        var model = _cases.Model;
        var images = Encode("pixel_values", _images);
        var videos = Encode("pixel_values_videos", _videos);
        var features = images is not null && videos is not null ? cat([images, videos]) : images ?? videos;
        var embeds = model.Embed(tensor(Ids, Rows, Length), features, [.. _imagePlaces, .. _videoPlaces]);
        var hidden = model.Hidden(embeds, tensor(Positions, 3, Rows, Length), Mask());
        return (images, videos, model.Logits(hidden.view(Rows * Length, -1)).view(Rows, Length, -1));
    }

    /// <summary>Mean cross-entropy of tokens that are no padding and are predicted from none.</summary>
    /// <param name="logits_BTV">What <see cref="Forward"/> gave.</param>
    public Tensor Loss(Tensor logits_BTV)
    {
        long[] predicted = [.. Enumerable.Range(0, Ids.Length).Where(at => at % Length > 0 && IsToken[at] && IsToken[at - 1]).Select(at => (long)at)];
        var behind = logits_BTV.view(-1, logits_BTV.shape[2]).index_select(0, tensor(predicted.Select(at => at - 1).ToArray()));
        return nn.functional.cross_entropy(behind, tensor(predicted.Select(at => Ids[at]).ToArray()));
    }

    /// <summary>Logits at the places for which the case stores them, but for padding: (ours, the reference's) of each.</summary>
    /// <param name="logits_BTV">What <see cref="Forward"/> gave.</param>
    /// <param name="stored">Name of the stored ones.</param>
    public IEnumerable<(float[] Ours, float[] Theirs)> AtStored(Tensor logits_BTV, string stored = "logits")
    {
        var vocabulary = (int)logits_BTV.shape[2];
        var values = logits_BTV.detach().data<float>().ToArray();
        var (wanted, chosen) = (_cases.Floats(_name, stored), _cases.Longs(_name, "logits_at"));
        for (var index = 0; index < chosen.Length / 2; index++)
        {
            var at = (int)((chosen[2 * index] * Length) + chosen[(2 * index) + 1]);
            if (IsToken[at])
            {
                yield return (values[(at * vocabulary)..((at + 1) * vocabulary)], wanted[(index * vocabulary)..((index + 1) * vocabulary)]);
            }
        }
    }

    private Tensor? Encode(string pixels, PatchGrid[] grids) => grids.Length == 0
        ? null
        : _cases.Model.EncodeImages(tensor(_cases.Floats(_name, pixels), _cases.Shape(_name, pixels)), grids);

    // Padding on the right needs none; on the left, keys of padding are hidden, but for padding itself, which must see something.
    private Tensor? Mask()
    {
        if (!Enumerable.Range(0, Rows).Any(row => !IsToken[row * Length]))
        {
            return null;
        }

        var mask = new float[Rows * Length * Length];
        for (var at = 0; at < mask.Length; at++)
        {
            var (row, query, key) = (at / Length / Length, at / Length % Length, at % Length);
            mask[at] = key == query || (key < query && IsToken[(row * Length) + key]) ? 0 : float.NegativeInfinity;
        }

        return tensor(mask, Rows, Length, Length);
    }

    private PatchGrid[] Grids(string tensor, Func<int, double> step) => !_cases.Has(_name, tensor)
        ? []
        : [.. _cases.Longs(_name, tensor).Chunk(3).Select((grid, index) => new PatchGrid((int)grid[0], (int)grid[1], (int)grid[2], step(index)))];

    private long[] Place()
    {
        var config = _cases.Config;
        var positions = new long[3 * Rows * Length];
        var (images, videos) = (new Queue<PatchGrid>(_images), new Queue<PatchGrid>(_videos));
        for (var row = 0; row < Rows; row++)
        {
            int[] real = [.. Enumerable.Range(row * Length, Prompt).Where(at => IsToken[at])];
            int[] ids = [.. real.Select(at => (int)Ids[at])];
            var grids = new List<PatchGrid>();
            for (var at = 0; at < ids.Length; at++)
            {
                if (ids[at] == config.ImageTokenId || ids[at] == config.VideoTokenId)
                {
                    var isImage = ids[at] == config.ImageTokenId;
                    var grid = (isImage ? images : videos).Dequeue();
                    grids.Add(grid);
                    var run = grid.Count / config.Eyes.SpatialMergeSize / config.Eyes.SpatialMergeSize;
                    (isImage ? _imagePlaces : _videoPlaces).AddRange(real.Skip(at).Take(run).Select(place => (long)place));
                    at += run - 1;
                }
            }

            long[][] axes = [new long[ids.Length], new long[ids.Length], new long[ids.Length]];
            var next = RotaryPositions.Write(ids, grids.ToArray(), config, 0, axes[0], axes[1], axes[2]);
            for (var axis = 0; axis < 3; axis++)
            {
                var start = axis * Rows * Length;
                for (var at = 0; at < real.Length; at++)
                {
                    positions[start + real[at]] = axes[axis][at];
                }

                for (var at = Prompt; at < Length; at++)
                {
                    positions[start + (row * Length) + at] = next + at - Prompt;
                }
            }
        }

        return positions;
    }
}
