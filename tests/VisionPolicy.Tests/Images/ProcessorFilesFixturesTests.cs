using System.Text.Json.Nodes;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Images;

/// <summary>Processor files as transformers writes them, in both layouts, read and written back.</summary>
public sealed class ProcessorFilesFixturesTests
{
    private static readonly string[] Pair = [HubFolder.Preprocessor, HubFolder.VideoPreprocessor];

    [Theory, InlineData("qwen2_5_vl"), InlineData("qwen3_vl")]
    public void Both_layouts_hold_the_same_settings(string family)
    {
        var older = Read(family, Pair);
        var newer = Read(Path.Combine(family, "processor_v5"), [HubFolder.Processor]);
        Assert.Equal(older.Images, newer.Images);
        Assert.Equal(older.Videos, newer.Videos);

        // The patches are those of the tower, and only one of the two families counts the pixels of all frames.
        var json = JsonNode.Parse(File.ReadAllText(FixtureFolder.Require(family, HubFolder.VideoPreprocessor)))!;
        Assert.Equal((int)json["patch_size"]!, newer.Videos.Frames.PatchSize);
        Assert.Equal((long)json["size"]!["longest_edge"]!, newer.Videos.Frames.MaxPixels);
        Assert.Equal((string?)json["video_processor_type"] == "Qwen3VLVideoProcessor", newer.Videos.BoundsCountAllFrames);
    }

    [Theory, InlineData("qwen2_5_vl"), InlineData("qwen3_vl")]
    public void Files_written_back_hold_every_field_that_was_read(string family)
    {
        foreach (var (folder, files) in new[] { (family, Pair), (Path.Combine(family, "processor_v5"), [HubFolder.Processor]) })
        {
            using var target = new TemporaryFolder();
            Read(folder, files).Write(new HubFolder(target.Path));
            Assert.Equal(files.Order(), Directory.GetFiles(target.Path).Select(Path.GetFileName).Order());
            foreach (var file in files)
            {
                Assert.Equal(
                    JsonNode.Parse(File.ReadAllText(FixtureFolder.Require(folder, file)))!.ToJsonString(),
                    JsonNode.Parse(File.ReadAllText(Path.Combine(target.Path, file)))!.ToJsonString());
            }
        }
    }

    private static ProcessorFiles Read(string folder, string[] files)
    {
        foreach (var file in files)
        {
            FixtureFolder.Require(folder, file);
        }

        return ProcessorFiles.Read(new HubFolder(FixtureFolder.Path(folder)));
    }
}
