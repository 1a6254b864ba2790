using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy;

/// <summary>How pictures become patches; the fields of <c>preprocessor_config.json</c> that matter.</summary>
/// <remarks>Fields that mean nothing here survive reading and writing. Equality is that of the settings, whatever file they came from.</remarks>
public sealed record ImageProcessorConfig
{
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

    /// <summary>Subtracted from each channel after scaling.</summary>
    public ImmutableArray<double> Mean { get; init; } = [0.48145466, 0.4578275, 0.40821073];

    /// <summary>Divides each channel afterwards.</summary>
    public ImmutableArray<double> Std { get; init; } = [0.26862954, 0.26130258, 0.27577711];

    /// <summary>Whether pictures are brought to a size within the bounds; if not, they must have multiples of <see cref="Factor"/> as sides.</summary>
    public bool DoResize { get; init; } = true;

    /// <summary>Whether bytes are multiplied by <see cref="RescaleFactor"/>.</summary>
    public bool DoRescale { get; init; } = true;

    /// <summary>Usually 1/255: bytes to 0..1.</summary>
    public double RescaleFactor { get; init; } = 1 / 255.0;

    /// <summary>Whether <see cref="Mean"/> and <see cref="Std"/> are used.</summary>
    public bool DoNormalize { get; init; } = true;

    /// <summary>Kept for those who read the file: a picture here has three channels in any case.</summary>
    public bool DoConvertRgb { get; init; } = true;

    /// <summary>Whose rounding resizing follows.</summary>
    public ResizeArithmetic Arithmetic { get; init; }

    /// <summary>What the built-in model reads: squares of 16 pixels.</summary>
    public static ImageProcessorConfig Tiny { get; } = new() { PatchSize = 16, MergeSize = 1, TemporalPatchSize = 1, MinPixels = 16 * 16, MaxPixels = 320 * 320 };

    /// <summary>What the built-in pointing model reads: the same squares, four of them a token.</summary>
    public static ImageProcessorConfig Pointer { get; } = Tiny with { MergeSize = 2 };

    /// <summary>
    /// The same for pale pages: white is zero and contrast is high. With the usual mean the white of a patch drowns the grey edge of a button,
    /// and a small model does not find it; strong colours it learns more slowly so.
    /// </summary>
    public static ImageProcessorConfig Page { get; } = Pointer with { Mean = [1, 1, 1], Std = [0.1, 0.1, 0.1] };

    /// <summary>Sides are multiples of this.</summary>
    public int Factor => PatchSize * MergeSize;

    /// <summary>Numbers in a patch: channels × frames × side².</summary>
    public int PatchLength => 3 * TemporalPatchSize * PatchSize * PatchSize;

    /// <summary>The object that the settings were read from; never changed. Null for settings made here.</summary>
    internal JsonObject? Source { get; init; }

    /// <summary>The grid of a still picture of this size, without its pixels.</summary>
    /// <exception cref="PictureSizeException">It has no pixels, too many, before or after resizing, or one side is more than 200 times the other.</exception>
    public PatchGrid Grid(int width, int height)
    {
        PictureLimits.Require("a picture", width, height);
        return GridOf(1, DoResize ? SmartResize.Image(height, width, Factor, MinPixels, MaxPixels) : (height, width));
    }

    /// <summary>The grid of frames that have their final size.</summary>
    /// <exception cref="PictureSizeException">There are too many pixels, or the sides are not multiples of the factor.</exception>
    internal PatchGrid GridOf(int steps, (int Height, int Width) size)
    {
        PictureLimits.Require("a resized picture", size.Width, size.Height);
        return size.Height % Factor == 0 && size.Width % Factor == 0
            ? new PatchGrid(steps, size.Height / PatchSize, size.Width / PatchSize)
            : throw new PictureSizeException("a picture that is not resized", "size", $"multiples of {Factor}", $"{size.Width}×{size.Height}", "Set do_resize, or pad it.");
    }

    /// <summary>Reads the JSON of <c>preprocessor_config.json</c>, or of the newer <c>processor_config.json</c> that holds it as a member.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="InvalidDataException">It is not such JSON, or a value is of another kind or out of range; the message names file, field, expected and actual.</exception>
    public static ImageProcessorConfig Parse(string json, string file = HubFolder.Preprocessor)
    {
        var root = ProcessorJson.ParseObject(json, file);
        return ProcessorJson.ReadPictures(root["image_processor"] as JsonObject ?? root, file);
    }

    /// <summary>The JSON that transformers and vLLM read: that which was read, with the settings of today.</summary>
    public string ToJson() => ProcessorJson.ToText(ProcessorJson.WritePictures(this));

    /// <inheritdoc/>
    public bool Equals(ImageProcessorConfig? other) =>
        other is not null && Scalars == other.Scalars && Mean.SequenceEqual(other.Mean) && Std.SequenceEqual(other.Std);

    /// <inheritdoc/>
    public override int GetHashCode() => Scalars.GetHashCode();

    private (int, int, int, long, long, bool, bool, double, bool, bool, ResizeArithmetic) Scalars =>
        (PatchSize, TemporalPatchSize, MergeSize, MinPixels, MaxPixels, DoResize, DoRescale, RescaleFactor, DoNormalize, DoConvertRgb, Arithmetic);
}
