using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy;

/// <summary>How frames of a video become patches; the fields of <c>video_preprocessor_config.json</c> that matter.</summary>
/// <remarks>Which frames of a recording to take is the caller's choice: the fields for it survive, and nothing here reads them.</remarks>
public sealed record VideoProcessorConfig
{
    /// <summary>How each frame is cut. Its bounds are those of a frame, or of all frames together.</summary>
    public required ImageProcessorConfig Frames { get; init; }

    /// <summary>Whether the bounds count the pixels of all frames together (Qwen3-VL) or those of each (Qwen2.5-VL).</summary>
    public bool BoundsCountAllFrames { get; init; }

    /// <summary>The grid of a video, without its pixels. Frames are repeated at the end to fill the last patch.</summary>
    /// <param name="frames">How many.</param>
    /// <param name="width">Of each, in pixels.</param>
    /// <param name="height">Of each, in pixels.</param>
    /// <exception cref="PictureSizeException">There are too few frames, no pixels or too many, or one side is more than 200 times the other.</exception>
    public PatchGrid Grid(int frames, int width, int height)
    {
        var (times, what) = (Frames.TemporalPatchSize, "a video");
        if (frames is < 1 or > PictureLimits.MaxPixels)
        {
            throw new PictureSizeException(what, "number of frames", $"1 to {PictureLimits.MaxPixels}", $"{frames}", "Take more or fewer of them.");
        }

        PictureLimits.Require("a frame", width, height);
        var grid = Frames.GridOf(
            (frames + times - 1) / times,
            !Frames.DoResize ? (height, width)
            : BoundsCountAllFrames ? SmartResize.Video(frames, height, width, times, Frames.Factor, Frames.MinPixels, Frames.MaxPixels)
            : SmartResize.Image(height, width, Frames.Factor, Frames.MinPixels, Frames.MaxPixels));
        var numbers = (double)grid.T * grid.H * grid.W * Frames.PatchLength;
        return numbers <= Array.MaxLength
            ? grid
            : throw new PictureSizeException(what, "size", $"at most {Array.MaxLength} numbers after cutting", $"{numbers:0} ({grid.T}×{grid.H}×{grid.W} patches)", "Take fewer frames.");
    }

    /// <summary>Seconds between two temporal patches: Qwen2.5-VL's <c>second_per_grid_ts</c>.</summary>
    /// <param name="framesPerSecond">Of the frames that are cut.</param>
    public double SecondsPerPatch(double framesPerSecond) => Frames.TemporalPatchSize / framesPerSecond;

    /// <summary>Reads the JSON of <c>video_preprocessor_config.json</c>, or of <c>processor_config.json</c> that holds it as a member.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="InvalidDataException">It is not such JSON, or a value is of another kind or out of range; the message names file, field, expected and actual.</exception>
    public static VideoProcessorConfig Parse(string json, string file = HubFolder.VideoPreprocessor)
    {
        var root = ProcessorJson.ParseObject(json, file);
        return ProcessorJson.ReadVideos(root["video_processor"] as JsonObject ?? root, file);
    }

    /// <summary>The JSON that transformers and vLLM read: that which was read, with the settings of today.</summary>
    public string ToJson() => ProcessorJson.ToText(ProcessorJson.WriteVideos(this));
}
