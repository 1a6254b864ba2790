using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Verification;

/// <summary>What a case feeds to the model, and one pass over it.</summary>
public sealed class CaseInput
{
    private readonly CaseFile _cases;
    private readonly string _name;
    private readonly BatchLayout _prompt;
    private readonly PatchGrid[] _videos;

    /// <param name="cases">Borrowed.</param>
    /// <param name="name">Of the case.</param>
    /// <param name="config">The model.</param>
    /// <param name="ids">Ids to use in place of the case's, as a generated sequence; they are longer, never shorter.</param>
    public CaseInput(CaseFile cases, string name, QwenConfig config, string ids = "input_ids")
    {
        (_cases, _name) = (cases, name);
        (Rows, Length) = ((int)cases.Shape(name, ids)[0], (int)cases.Shape(name, ids)[1]);
        Prompt = (int)cases.Shape(name, "input_ids")[1];
        Ids = cases.Longs(name, ids);
        var stored = cases.Has(name, "attention_mask") ? cases.Longs(name, "attention_mask") : [.. Enumerable.Repeat(1L, Rows * Prompt)];
        IsToken = [.. Enumerable.Range(0, Rows * Length).Select(at => at % Length >= Prompt || stored[(at / Length * Prompt) + (at % Length)] == 1)];
        Images = Grids("image_grid_thw");
        _videos = Grids("video_grid_thw");
        var seconds = cases.Has(name, "second_per_grid_ts") ? cases.Floats(name, "second_per_grid_ts") : [.. Enumerable.Repeat(1f, _videos.Length)];
        _prompt = new BatchLayout(
            Prompt, cases.Longs(name, "input_ids"), [.. stored.Select(kept => (int)kept)], config,
            Images, _videos.SelectMany((grid, index) => RotaryPositions.Runs(grid, config, seconds[index])));
        Positions = Continue();
    }

    public int Rows { get; }

    public int Length { get; }

    /// <summary>Tokens of a row, padding included, before anything was generated.</summary>
    public int Prompt { get; }

    public long[] Ids { get; }

    public bool[] IsToken { get; }

    /// <summary>[3, rows, length]; 0 in the padding.</summary>
    public long[] Positions { get; }

    /// <summary>Grids of the pictures.</summary>
    public PatchGrid[] Images { get; }

    /// <summary>One for each row.</summary>
    public long[] RopeDeltas => _prompt.RopeDeltas;

    /// <summary>Features of pictures and of videos, [M, F]; logits [rows · length, vocabulary]. All in the caller's scope.</summary>
    public (Tensor? Images, Tensor? Videos, Tensor Logits) Forward(QwenModel model)
    {
        var images = Encode(model, "pixel_values", Images);
        var videos = Encode(model, "pixel_values_videos", _videos);
        var features = images is not null && videos is not null ? cat([images, videos]) : images ?? videos;
        // Places in rows of the prompt's length become places in longer rows.
        long[] places = [.. _prompt.ImagePlaces.Concat(_prompt.VideoPlaces).Select(at => (at / Prompt * Length) + (at % Prompt))];
        var embeds = model.Embed(model.Device.Put(Ids, Rows, Length), features, places);
        var mask = new BatchLayout(Length, new long[Ids.Length], [.. IsToken.Select(isToken => isToken ? 1 : 0)], model.Config with { Vision = null }).Mask();
        var hidden = model.Hidden(embeds, model.Device.Put(Positions, 3, Rows, Length), mask is null ? null : model.Device.Put(mask, Rows, Length, Length));
        return (images, videos, model.Logits(hidden.view(Rows * Length, -1)));
    }

    private Tensor? Encode(QwenModel model, string pixels, PatchGrid[] grids) => grids.Length == 0
        ? null
        : model.EncodeImages(model.Device.Put(_cases.Floats(_name, pixels), _cases.Shape(_name, pixels)), grids);

    private PatchGrid[] Grids(string tensor) => !_cases.Has(_name, tensor)
        ? []
        : [.. _cases.Longs(_name, tensor).Chunk(3).Select(grid => new PatchGrid((int)grid[0], (int)grid[1], (int)grid[2]))];

    // Generated tokens follow the prompt by their place in the row, shifted by the row's delta.
    private long[] Continue()
    {
        var positions = new long[3 * Rows * Length];
        for (var at = 0; at < positions.Length; at++)
        {
            var (row, column) = (at / Length, at % Length);
            positions[at] = column < Prompt
                ? _prompt.Positions[(row * Prompt) + column]
                : _prompt.RopeDeltas[row % Rows] + IsToken.AsSpan(row % Rows * Length, column).Count(true);
        }

        return positions;
    }
}
