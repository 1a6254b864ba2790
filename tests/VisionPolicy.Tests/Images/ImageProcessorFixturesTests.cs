using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Images;

/// <summary>Sizes, decoded and resized bytes, and patches against the reference image processors.</summary>
public sealed class ImageProcessorFixturesTests
{
    private const string Folder = "image_processor";
    private const string Decoded = "decoded/";

    public static IEnumerable<TheoryDataRow<string>> DecodedFiles() =>
        [.. ReferencePictures.Names(entry => entry.Name.StartsWith(Decoded, StringComparison.Ordinal), Folder).Select(name => new TheoryDataRow<string>(name))];

    public static IEnumerable<TheoryDataRow<string>> Processed() =>
        [.. ReferencePictures.Names(entry => entry.Value.TryGetProperty("patch_size", out _), Folder).Select(name => new TheoryDataRow<string>(name))];

    [Fact]
    public void Sizes_of_pictures_and_videos_are_the_references()
    {
        using var cases = new ReferencePictures(Folder);
        foreach (var row in cases.Settings("smart_resize").GetProperty("rows").EnumerateArray())
        {
            int Value(string name) => row.GetProperty(name).GetInt32();
            Check(row, "result", "error", () => SmartResize.Image(Value("height"), Value("width"), Value("factor"), Value("min_pixels"), Value("max_pixels")));
            Check(row, "video_result", "video_error",
                () => SmartResize.Video(Value("frames"), Value("height"), Value("width"), 2, Value("factor"), Value("min_pixels"), Value("max_pixels")));
        }
    }

    [Theory, MemberData(nameof(DecodedFiles))]
    public void Files_decode_to_the_references_bytes(string name)
    {
        using var cases = new ReferencePictures(Folder);
        cases.Settings(name);
        var bytes = ReferencePictures.Content(name[Decoded.Length..]);

        // The stored decoding of a transparent picture drops its alpha, as the codec of frames does; the byte at 25 is PNG's colour type.
        var hasAlpha = bytes.AsSpan().StartsWith(PngCodec.Signature) && bytes[25] is 4 or 6;
        var frame = hasAlpha ? PngCodec.Decode(bytes) : PictureDecoder.Decode(bytes, name);
        Assert.Equal(cases.Shape(name, "rgb"), new long[] { frame.Height, frame.Width, 3 });
        Assert.Equal(cases.Bytes(name, "rgb"), frame.Rgb);
    }

    [Theory, MemberData(nameof(Processed))]
    public void Pictures_become_the_references_grids_bytes_and_patches(string name)
    {
        using var cases = new ReferencePictures(Folder);
        var settings = cases.Settings(name);
        var isPillow = name.Split('/')[1] == "pil";
        var frame = ReferencePictures.Picture(settings.GetProperty("file").GetString()!);
        var processor = new ImageProcessor(ImageProcessorConfig.Parse(settings.GetRawText()) with { Arithmetic = isPillow ? ResizeArithmetic.Pillow : ResizeArithmetic.Torch });
        var grid = processor.Config.Grid(frame.Width, frame.Height);
        Assert.Equal(cases.Longs(name, "image_grid_thw"), new long[] { grid.T, grid.H, grid.W });

        var planes = cases.Bytes(name, "resized");
        var rgb = processor.Resize(frame).Rgb;
        var area = rgb.Length / 3;
        Assert.Equal(planes.Length, rgb.Length);
        var differences = rgb.Select((value, i) => Math.Abs(value - planes[(i % 3 * area) + (i / 3)])).ToArray();
        // PyTorch's bytes are matched one by one. Pillow's are too, but for the order of the two directions in some sizes.
        var (largest, mean) = isPillow ? (16, 0.15) : (0, 0);
        Assert.True(differences.Max() <= largest && differences.Average() <= mean, $"{name}: largest {differences.Max()}, mean {differences.Average()}");

        if (cases.Has(name, "pixel_values"))
        {
            var patches = new float[grid.Count * processor.Config.PatchLength];
            Assert.Equal(grid, processor.WritePatches(frame, patches));
            ReferencePictures.AssertClose(name, cases.Floats(name, "pixel_values"), patches);
        }
    }

    private static void Check(JsonElement row, string result, string error, Func<(int Height, int Width)> resize)
    {
        if (row.TryGetProperty(error, out var message))
        {
            var isTooShort = message.GetString()!.Contains("temporal", StringComparison.Ordinal);
            Assert.Equal(isTooShort ? "number of frames" : "aspect ratio", Assert.Throws<PictureSizeException>(() => { resize(); }).Field);
            return;
        }

        Assert.Equal((row.GetProperty(result)[0].GetInt32(), row.GetProperty(result)[1].GetInt32()), resize());
    }
}
