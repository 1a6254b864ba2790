using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy;

/// <summary>Picture and video settings as transformers writes them: read with every spelling of the bounds, written so that what did not change stays as it was.</summary>
internal static class ProcessorJson
{
    private const int Bicubic = 3;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly ImageProcessorConfig PictureDefaults = new();

    // Class defaults of the two video processors, for files that leave fields out.
    private static readonly ImageProcessorConfig VideoDefaults = new() { MinPixels = 128 * 28 * 28, MaxPixels = 768 * 28 * 28 };
    private static readonly ImageProcessorConfig Qwen3VideoDefaults = new()
    {
        PatchSize = 16,
        MinPixels = 128 * 32 * 32,
        MaxPixels = 768 * 32 * 32,
        Mean = [0.5, 0.5, 0.5],
        Std = [0.5, 0.5, 0.5],
    };

    /// <summary>The object that a file holds.</summary>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    public static JsonObject ParseObject(string json, string file)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new InvalidDataException($"{file}: expected a JSON object, but found another value.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{file}: expected a JSON object, but {fault.Message}", fault);
        }
    }

    public static string ToText(JsonObject json) => json.ToJsonString(Indented);

    /// <summary>Settings of pictures.</summary>
    public static ImageProcessorConfig ReadPictures(JsonObject source, string file)
    {
        var fields = new ProcessorFields(source, file);
        // The family has had five names so far; another processor's fields would be read wrongly.
        var type = fields.Text("image_processor_type") ?? "Qwen2VLImageProcessor";
        return type.StartsWith("Qwen", StringComparison.Ordinal)
            ? Read(source, file, PictureDefaults) with { Arithmetic = type.EndsWith("Pil", StringComparison.Ordinal) ? ResizeArithmetic.Pillow : ResizeArithmetic.Torch }
            : throw fields.Fault("image_processor_type", "one of the Qwen image processors");
    }

    /// <summary>Settings of videos, from their own file or from that of pictures, which serves both in older folders.</summary>
    public static VideoProcessorConfig ReadVideos(JsonObject source, string file)
    {
        var fields = new ProcessorFields(source, file);
        var type = fields.Text("video_processor_type") ?? fields.Text("processor_class") ?? "Qwen2VLVideoProcessor";
        if (!type.StartsWith("Qwen", StringComparison.Ordinal))
        {
            throw fields.Fault("video_processor_type", "one of the Qwen video processors");
        }

        var countsAll = type.StartsWith("Qwen3", StringComparison.Ordinal);
        return new VideoProcessorConfig { Frames = Read(source, file, countsAll ? Qwen3VideoDefaults : VideoDefaults), BoundsCountAllFrames = countsAll };
    }

    public static JsonObject WritePictures(ImageProcessorConfig now)
    {
        var was = now.Source is { } source ? ReadPictures(source, "") : null;
        var target = Write(now, was);
        if (was?.Arithmetic != now.Arithmetic)
        {
            target["image_processor_type"] = now.Arithmetic == ResizeArithmetic.Pillow ? "Qwen2VLImageProcessorPil" : "Qwen2VLImageProcessor";
        }

        return target;
    }

    public static JsonObject WriteVideos(VideoProcessorConfig now)
    {
        var was = now.Frames.Source is { } source ? ReadVideos(source, "") : null;
        var target = Write(now.Frames, was?.Frames);
        if (was?.BoundsCountAllFrames != now.BoundsCountAllFrames)
        {
            target["video_processor_type"] = now.BoundsCountAllFrames ? "Qwen3VLVideoProcessor" : "Qwen2VLVideoProcessor";
        }

        return target;
    }

    private static ImageProcessorConfig Read(JsonObject source, string file, ImageProcessorConfig defaults)
    {
        var fields = new ProcessorFields(source, file);
        var size = fields.Child("size");
        int Side(string name, int otherwise, int largest) => (int)(fields.Whole(name, 1, largest) ?? otherwise);

        // The older layout names the bounds directly; where both are there it wins, as in the reference.
        long Bound(string name, string edge, long otherwise) =>
            fields.Whole(name, 1, long.MaxValue) ?? size.Whole(edge, 1, long.MaxValue) ?? size.Whole(name, 1, long.MaxValue) ?? otherwise;

        var config = new ImageProcessorConfig
        {
            PatchSize = Side("patch_size", defaults.PatchSize, 256),
            TemporalPatchSize = Side("temporal_patch_size", defaults.TemporalPatchSize, 64),
            MergeSize = Side("merge_size", defaults.MergeSize, 16),
            MinPixels = Bound("min_pixels", "shortest_edge", defaults.MinPixels),
            MaxPixels = Bound("max_pixels", "longest_edge", defaults.MaxPixels),
            Mean = fields.Channels("image_mean", defaults.Mean, isPositive: false),
            Std = fields.Channels("image_std", defaults.Std, isPositive: true),
            DoResize = fields.Flag("do_resize", true),
            DoRescale = fields.Flag("do_rescale", true),
            RescaleFactor = fields.Positive("rescale_factor", defaults.RescaleFactor),
            DoNormalize = fields.Flag("do_normalize", true),
            DoConvertRgb = fields.Flag("do_convert_rgb", true),
            Source = source,
        };
        return config.MaxPixels < config.MinPixels
            ? throw new InvalidDataException($"{file}: the largest area must be at least the smallest, but is {config.MaxPixels} against {config.MinPixels} pixels.")
            : config.DoResize && fields.Whole("resample", 0, 5) is not (null or Bicubic) ? throw fields.Fault("resample", $"{Bicubic} (bicubic), the only filter there is here")
            : config;
    }

    /// <summary>The object that was read, with those settings that differ from it; without one, every setting.</summary>
    private static JsonObject Write(ImageProcessorConfig now, ImageProcessorConfig? was)
    {
        var target = was?.Source?.DeepClone().AsObject() ?? new JsonObject { ["size"] = new JsonObject(), ["min_pixels"] = 0, ["max_pixels"] = 0 };
        PutBound("max_pixels", "longest_edge", config => config.MaxPixels);
        PutBound("min_pixels", "shortest_edge", config => config.MinPixels);
        Put("patch_size", config => config.PatchSize, value => value);
        Put("temporal_patch_size", config => config.TemporalPatchSize, value => value);
        Put("merge_size", config => config.MergeSize, value => value);
        Put("image_mean", config => new Triple(config.Mean), value => value.ToJson());
        Put("image_std", config => new Triple(config.Std), value => value.ToJson());
        Put("do_convert_rgb", config => config.DoConvertRgb, value => value);
        Put("do_resize", config => config.DoResize, value => value);
        Put("do_rescale", config => config.DoRescale, value => value);
        Put("rescale_factor", config => config.RescaleFactor, value => value);
        Put("do_normalize", config => config.DoNormalize, value => value);
        if (was is null)
        {
            target["resample"] = Bicubic;
        }

        return target;

        void Put<T>(string name, Func<ImageProcessorConfig, T> get, Func<T, JsonNode> node)
        {
            if (was is null || !EqualityComparer<T>.Default.Equals(get(now), get(was)))
            {
                target[name] = node(get(now));
            }
        }

        // Every spelling that is there is kept, so that no reader sees an old bound.
        void PutBound(string name, string edge, Func<ImageProcessorConfig, long> get)
        {
            if (was is not null && get(now) == get(was))
            {
                return;
            }

            if (target.ContainsKey(name))
            {
                target[name] = get(now);
            }

            if (target["size"] is not JsonObject size)
            {
                target["size"] = size = [];
            }

            size[edge] = get(now);
            if (size.ContainsKey(name))
            {
                size[name] = get(now);
            }
        }
    }

    private readonly record struct Triple(double First, double Second, double Third)
    {
        public Triple(ImmutableArray<double> values)
            : this(values[0], values[1], values[2])
        {
        }

        public JsonArray ToJson() => [First, Second, Third];
    }
}
