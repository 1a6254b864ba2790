using System.Text.Json.Nodes;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Images;

/// <summary>Spellings, precedence and faults of processor files.</summary>
public sealed class ProcessorFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private HubFolder Hub => new(_folder.Path);

    [Fact]
    public void Bounds_are_found_under_each_of_their_names_and_the_older_name_wins()
    {
        Assert.Equal(3136, ImageProcessorConfig.Parse("{}").MinPixels);
        Assert.Equal(5, ImageProcessorConfig.Parse("""{"size": {"shortest_edge": 5}}""").MinPixels);
        Assert.Equal(6, ImageProcessorConfig.Parse("""{"size": {"min_pixels": 6}, "max_pixels": null}""").MinPixels);
        Assert.Equal(7, ImageProcessorConfig.Parse("""{"size": {"shortest_edge": 5, "longest_edge": 9}, "min_pixels": 7}""").MinPixels);
        Assert.Equal(768 * 32 * 32, VideoProcessorConfig.Parse("""{"video_processor_type": "Qwen3VLVideoProcessor"}""").Frames.MaxPixels);
    }

    [Fact]
    public void A_changed_setting_changes_every_spelling_of_it_and_nothing_else()
    {
        const string Text = """{"odd": [1, {"x": 1e-3}], "size": {"longest_edge": 90000, "shortest_edge": 50}, "min_pixels": 50, "image_std": [0.50, 1, 2], "processor_class": "P"}""";
        var changed = JsonNode.Parse((ImageProcessorConfig.Parse(Text) with { MinPixels = 60, DoRescale = false }).ToJson())!;
        const string Expected = """{"odd": [1, {"x": 1e-3}], "size": {"longest_edge": 90000, "shortest_edge": 60}, "min_pixels": 60, "image_std": [0.50, 1, 2], "processor_class": "P", "do_rescale": false}""";
        Assert.Equal(JsonNode.Parse(Expected)!.ToJsonString(), changed.ToJsonString());
    }

    [Fact]
    public void Settings_made_here_come_back_equal()
    {
        var images = ImageProcessorConfig.Tiny with { Arithmetic = ResizeArithmetic.Pillow, RescaleFactor = 0.5, DoConvertRgb = false };
        ProcessorFiles.Of(images).Write(Hub);
        Assert.Equal([HubFolder.Preprocessor], Hub.List());
        Assert.Equal(images, ProcessorFiles.Read(Hub).Images);
        Assert.NotEqual(images with { Std = [1, 1, 1] }, ProcessorFiles.Read(Hub).Images);
        var videos = new VideoProcessorConfig { Frames = ImageProcessorConfig.Tiny, BoundsCountAllFrames = true };
        Assert.Equal(videos, VideoProcessorConfig.Parse(videos.ToJson()));
    }

    [Fact]
    public void The_newer_layout_wins_where_it_holds_settings()
    {
        Hub.Write(HubFolder.Preprocessor, """{"patch_size": 4, "processor_class": "Qwen3VLProcessor"}""");
        Hub.Write(HubFolder.Processor, """{"processor_class": "Qwen3VLProcessor"}""");
        var older = ProcessorFiles.Read(Hub);
        Assert.Equal((4, 4, true), (older.Images.PatchSize, older.Videos.Frames.PatchSize, older.Videos.BoundsCountAllFrames));
        Hub.Write(HubFolder.Processor, """{"image_processor": {"patch_size": 5}, "video_processor": {"patch_size": 6}, "more": 1}""");
        var newer = ProcessorFiles.Read(Hub);
        Assert.Equal((5, 6, false), (newer.Images.PatchSize, newer.Videos.Frames.PatchSize, newer.Videos.BoundsCountAllFrames));
        (newer with { Images = newer.Images with { MergeSize = 3 } }).Write(Hub);
        Assert.Equal(
            """{"image_processor":{"patch_size":5,"merge_size":3},"video_processor":{"patch_size":6},"more":1}""",
            JsonNode.Parse(Hub.Read(HubFolder.Processor))!.ToJsonString());
        Assert.Equal(3, Hub.ReadImageProcessor().MergeSize);
    }

    [Theory]
    [InlineData("[1]", "JSON object")]
    [InlineData("{\"patch_size\": 1, \"patch_size\": 2}", "patch_size")]
    [InlineData("{\"patch_size\": 0}", "patch_size must be a whole number from 1 to 256, but is 0")]
    [InlineData("{\"merge_size\": 1.5}", "merge_size must be a whole number from 1 to 16, but is 1.5")]
    [InlineData("{\"patch_size\": \"14\"}", "patch_size must be a number, but is \"14\"")]
    [InlineData("{\"size\": {\"longest_edge\": -1}}", "size: longest_edge must be")]
    [InlineData("{\"min_pixels\": 9, \"max_pixels\": 8}", "8 against 9")]
    [InlineData("{\"image_mean\": [0.5, 0.5]}", "image_mean must be three numbers, but is [0.5,0.5]")]
    [InlineData("{\"image_std\": [0.5, 0, 1]}", "image_std must be three positive numbers")]
    [InlineData("{\"do_resize\": 1}", "do_resize must be true or false, but is 1")]
    [InlineData("{\"rescale_factor\": 0}", "rescale_factor must be a number above 0, but is 0")]
    [InlineData("{\"resample\": 2}", "resample must be 3 (bicubic)")]
    [InlineData("{\"image_processor_type\": \"CLIPImageProcessor\"}", "image_processor_type must be one of the Qwen image processors, but is \"CLIPImageProcessor\"")]
    public void A_fault_names_file_field_expected_and_actual(string json, string message)
    {
        Hub.Write(HubFolder.Preprocessor, json);
        var fault = Assert.Throws<InvalidDataException>(() => ProcessorFiles.Read(Hub));
        Assert.StartsWith(HubFolder.Preprocessor, fault.Message);
        Assert.Contains(message, fault.Message);
    }

    public void Dispose() => _folder.Dispose();
}
