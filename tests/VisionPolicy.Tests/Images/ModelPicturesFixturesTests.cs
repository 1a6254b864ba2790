using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Images;

/// <summary>What each model family's processor feeds to the model, from picture files alone: pictures and videos of the model cases.</summary>
public sealed class ModelPicturesFixturesTests
{
    private static readonly string[] Families = ["qwen2_5_vl", "qwen3_vl"];

    public static IEnumerable<TheoryDataRow<string, string>> WithPictures() => Cases("images");

    public static IEnumerable<TheoryDataRow<string, string>> WithVideos() => Cases("frames");

    [Theory, MemberData(nameof(WithPictures))]
    public void Pictures_of_a_case_become_its_pixel_values(string family, string name)
    {
        using var cases = new ReferencePictures(family, "cases");
        var settings = cases.Settings(name);
        var processor = new ImageProcessor(Files(family).Images);
        var (patches, grids) = (new List<float>(), new List<long>());
        foreach (var file in settings.GetProperty("images").EnumerateArray())
        {
            var frame = ReferencePictures.Picture(file.GetString()!);
            var grid = processor.Config.Grid(frame.Width, frame.Height);
            var some = new float[grid.Count * processor.Config.PatchLength];
            processor.WritePatches(frame, some);
            patches.AddRange(some);
            grids.AddRange(grid.T, grid.H, grid.W);
        }

        Assert.Equal(cases.Longs(name, "image_grid_thw"), grids);
        ReferencePictures.AssertClose(name, cases.Floats(name, "pixel_values"), [.. patches]);
    }

    [Theory, MemberData(nameof(WithVideos))]
    public void Frames_of_a_case_become_its_video_pixel_values(string family, string name)
    {
        using var cases = new ReferencePictures(family, "cases");
        var settings = cases.Settings(name);
        var processor = new VideoProcessor(Files(family).Videos);
        ImageFrame[] frames = [.. settings.GetProperty("frames").EnumerateArray().Select(file => ReferencePictures.Picture(file.GetString()!))];
        var grid = processor.Grid(frames);
        var patches = new float[grid.Count * processor.Config.Frames.PatchLength];

        Assert.Equal(grid, processor.WritePatches(frames, patches));
        Assert.Equal(cases.Longs(name, "video_grid_thw"), new long[] { grid.T, grid.H, grid.W });
        ReferencePictures.AssertClose(name, cases.Floats(name, "pixel_values_videos"), patches);
        if (cases.Has(name, "second_per_grid_ts"))
        {
            Assert.Equal(cases.Floats(name, "second_per_grid_ts")[0], processor.Config.SecondsPerPatch(settings.GetProperty("fps").GetDouble()), 1e-6);
        }
    }

    private static ProcessorFiles Files(string family)
    {
        FixtureFolder.Require(family, HubFolder.Preprocessor);
        FixtureFolder.Require(family, HubFolder.VideoPreprocessor);
        return ProcessorFiles.Read(new HubFolder(FixtureFolder.Path(family)));
    }

    private static TheoryDataRow<string, string>[] Cases(string field) =>
        [.. Families.SelectMany(family => ReferencePictures.Names(entry => entry.Value.TryGetProperty(field, out JsonElement _), family, "cases").Select(name => new TheoryDataRow<string, string>(family, name)))];
}
