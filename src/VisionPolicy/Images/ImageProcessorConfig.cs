using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy;

/// <summary>How pictures become patches; the fields of <c>preprocessor_config.json</c> that matter.</summary>
public sealed record ImageProcessorConfig
{
    private const string Where = "preprocessor_config.json";

    /// <summary>Pixels along a side of a patch.</summary>
    public int PatchSize { get; init; } = 14;

    /// <summary>Frames in a patch; a still picture is repeated.</summary>
    public int TemporalPatchSize { get; init; } = 2;

    /// <summary>Patches along a side that become one token.</summary>
    public int MergeSize { get; init; } = 2;

    /// <summary>Smallest area in pixels; smaller pictures are enlarged.</summary>
    public long MinPixels { get; init; } = 56 * 56;

    /// <summary>Largest area in pixels; larger pictures are reduced.</summary>
    public long MaxPixels { get; init; } = 28 * 28 * 1280;

    /// <summary>Subtracted from each channel after scaling to 0..1.</summary>
    public ImmutableArray<double> Mean { get; init; } = [0.48145466, 0.4578275, 0.40821073];

    /// <summary>Divides each channel afterwards.</summary>
    public ImmutableArray<double> Std { get; init; } = [0.26862954, 0.26130258, 0.27577711];

    /// <summary>What the built-in model reads: squares of 16 pixels.</summary>
    public static ImageProcessorConfig Tiny { get; } = new() { PatchSize = 16, MergeSize = 1, TemporalPatchSize = 1, MinPixels = 16 * 16, MaxPixels = 320 * 320 };

    /// <summary>Sides are multiples of this.</summary>
    public int Factor => PatchSize * MergeSize;

    /// <summary>Numbers in a patch: channels × frames × side².</summary>
    public int PatchLength => 3 * TemporalPatchSize * PatchSize * PatchSize;

    /// <summary>The grid of a still picture of this size, without its pixels.</summary>
    /// <exception cref="ArgumentException">One side is more than 200 times the other.</exception>
    public PatchGrid Grid(int width, int height)
    {
        var (fittedHeight, fittedWidth) = SmartResize.Image(height, width, Factor, MinPixels, MaxPixels);
        return new PatchGrid(1, fittedHeight / PatchSize, fittedWidth / PatchSize);
    }

    /// <summary>Reads the JSON of <c>preprocessor_config.json</c>, or of the newer <c>processor_config.json</c> that holds it as a member.</summary>
    /// <exception cref="InvalidDataException">It is not such JSON, or a value is out of range.</exception>
    public static ImageProcessorConfig Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement.TryGetProperty("image_processor", out var nested) ? nested : document.RootElement;
            var standard = new ImageProcessorConfig();
            var size = root.TryGetProperty("size", out var bounds) && bounds.ValueKind == JsonValueKind.Object ? bounds : default;
            var config = new ImageProcessorConfig
            {
                PatchSize = (int)Number(root, "patch_size", standard.PatchSize),
                TemporalPatchSize = (int)Number(root, "temporal_patch_size", standard.TemporalPatchSize),
                MergeSize = (int)Number(root, "merge_size", standard.MergeSize),
                // The older layout names the bounds directly; where both are there it wins, as in the reference.
                MinPixels = Number(root, "min_pixels", Number(size, "shortest_edge", standard.MinPixels)),
                MaxPixels = Number(root, "max_pixels", Number(size, "longest_edge", standard.MaxPixels)),
                Mean = Channels(root, "image_mean", standard.Mean),
                Std = Channels(root, "image_std", standard.Std),
            };
            return config.Checked();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{Where}: expected a JSON object of an image processor, but {fault.Message}", fault);
        }
    }

    /// <summary>The JSON that transformers and vLLM read.</summary>
    public string ToJson() => new JsonObject
    {
        ["size"] = new JsonObject { ["longest_edge"] = MaxPixels, ["shortest_edge"] = MinPixels },
        ["min_pixels"] = MinPixels,
        ["max_pixels"] = MaxPixels,
        ["patch_size"] = PatchSize,
        ["temporal_patch_size"] = TemporalPatchSize,
        ["merge_size"] = MergeSize,
        ["image_mean"] = new JsonArray([.. Mean.Select(value => JsonValue.Create(value))]),
        ["image_std"] = new JsonArray([.. Std.Select(value => JsonValue.Create(value))]),
        ["do_convert_rgb"] = true,
        ["do_resize"] = true,
        ["resample"] = 3,
        ["do_rescale"] = true,
        ["rescale_factor"] = 1 / 255.0,
        ["do_normalize"] = true,
        ["image_processor_type"] = "Qwen2VLImageProcessor",
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    private ImageProcessorConfig Checked()
    {
        var isSound = PatchSize > 0 && TemporalPatchSize > 0 && MergeSize > 0 && MinPixels > 0 && MaxPixels >= MinPixels && Mean.Length == 3 && Std.Length == 3 && Std.All(value => value > 0);
        return isSound
            ? this
            : throw new InvalidDataException($"{Where}: expected positive sizes, min pixels ≤ max pixels, and three means and positive deviations, but found {this}.");
    }

    private static long Number(JsonElement owner, string name, long otherwise) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetInt64() : otherwise;

    private static ImmutableArray<double> Channels(JsonElement owner, string name, ImmutableArray<double> otherwise) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? [.. value.EnumerateArray().Select(item => item.GetDouble())] : otherwise;
}
