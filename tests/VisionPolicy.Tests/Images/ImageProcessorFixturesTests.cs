using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Images;

/// <summary>Sizes, resized bytes and patches against the reference image processors.</summary>
public sealed class ImageProcessorFixturesTests
{
    [Fact]
    public void Sizes_of_pictures_and_videos_are_the_references()
    {
        using var cases = Cases();
        foreach (var row in cases.RootElement.GetProperty("cases").GetProperty("smart_resize").GetProperty("rows").EnumerateArray())
        {
            int Value(string name) => row.GetProperty(name).GetInt32();
            Check(row, "result", "error", () => SmartResize.Image(Value("height"), Value("width"), Value("factor"), Value("min_pixels"), Value("max_pixels")));
            Check(row, "video_result", "video_error",
                () => SmartResize.Video(Value("frames"), Value("height"), Value("width"), 2, Value("factor"), Value("min_pixels"), Value("max_pixels")));
        }
    }

    [Fact]
    public void Pictures_become_the_references_bytes_and_patches()
    {
        using var cases = Cases();
        using var tensors = SafetensorsFile.Open(FixtureFolder.Require("image_processor", "cases.safetensors"));
        var (exact, patches) = (0, 0);
        foreach (var (name, settings) in cases.RootElement.GetProperty("cases").EnumerateObject().Where(item => item.Value.TryGetProperty("patch_size", out _)).Select(item => (item.Name, item.Value)))
        {
            var decoded = $"decoded/{settings.GetProperty("file").GetString()}/rgb";
            if (name.Contains("RGBA") || !tensors.Tensors.TryGetValue(decoded, out var shape))
            {
                // The stored decoding has no alpha, but the reference composites over white: not comparable from it.
                continue;
            }

            var processor = new ImageProcessor(ImageProcessorConfig.Parse(settings.GetRawText()));
            var frame = new ImageFrame((int)shape.Shape[1], (int)shape.Shape[0], tensors.ReadArray<byte>(decoded, SafetensorsDtype.U8));
            var grid = processor.Config.Grid(frame.Width, frame.Height);
            Assert.Equal(tensors.ReadArray<long>($"{name}/image_grid_thw", SafetensorsDtype.I64), new long[] { grid.T, grid.H, grid.W });
            if (tensors.Tensors.ContainsKey($"{name}/resized"))
            {
                ComparePixels(name, tensors.ReadArray<byte>($"{name}/resized", SafetensorsDtype.U8), processor.Resize(frame).Rgb);
                exact++;
            }

            if (tensors.Tensors.ContainsKey($"{name}/pixel_values"))
            {
                var expected = tensors.ReadFloats($"{name}/pixel_values");
                var actual = new float[expected.Length];
                Assert.Equal(grid, processor.WritePatches(frame, actual));
                Assert.True(expected.Zip(actual).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-6f * Math.Max(1, Math.Abs(pair.First))), name);
                patches++;
            }
        }

        Assert.True(exact > 0 && patches > 0, "The fixtures hold no picture to compare.");
    }

    // Torchvision is matched bit for bit; the older Pillow backend within 16 of 255 and 0.15 on average.
    private static void ComparePixels(string name, byte[] planes, byte[] rgb)
    {
        var area = rgb.Length / 3;
        var differences = rgb.Select((value, i) => Math.Abs(value - planes[(i % 3 * area) + (i / 3)])).ToArray();
        var allowed = name.Contains("/torchvision/") ? 0 : 16;
        Assert.True(differences.Max() <= allowed && differences.Average() <= 0.15, $"{name}: largest {differences.Max()}, mean {differences.Average()}");
    }

    private static void Check(JsonElement row, string result, string error, Func<(int Height, int Width)> resize)
    {
        if (row.TryGetProperty(error, out var message))
        {
            Assert.Contains(message.GetString()!.Contains("temporal", StringComparison.Ordinal) ? "frames" : "aspect ratio", Assert.Throws<ArgumentException>(() => { resize(); }).Message);
            return;
        }

        Assert.Equal((row.GetProperty(result)[0].GetInt32(), row.GetProperty(result)[1].GetInt32()), resize());
    }

    private static JsonDocument Cases() => JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require("image_processor", "cases.json")));
}
