using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Images;

/// <summary>Patches against the plain definition of their order and numbers.</summary>
public sealed class PatchWriterTests
{
    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(4, 2, 2)]
    [InlineData(8, 1, 2)]
    [InlineData(10, 3, 2)]
    [InlineData(14, 2, 2)]
    [InlineData(16, 2, 1)]
    [InlineData(17, 2, 3)]
    public void Every_number_of_a_patch_is_where_the_tower_reads_it(int side, int times, int merge)
    {
        var config = new ImageProcessorConfig { PatchSize = side, TemporalPatchSize = times, MergeSize = merge, MinPixels = 1, MaxPixels = 1 << 20 };
        ImageFrame[] frames = [.. Enumerable.Range(0, times + 1).Select(seed => Noise(side * merge * 3, side * merge * 2, seed))];
        var videos = new VideoProcessor(new VideoProcessorConfig { Frames = config });
        var grid = videos.Grid(frames);
        var patches = new float[grid.Count * config.PatchLength];
        Assert.Equal(grid, videos.WritePatches(frames, patches));
        Assert.Equal(Plain(config, frames, grid), patches);

        // A still picture is a video of one frame, whose last frame fills the patch.
        var still = new float[patches.Length / grid.T];
        var images = new ImageProcessor(config);
        Assert.Equal(grid with { T = 1 }, images.WritePatches(frames[^1], still));
        Assert.Equal(Plain(config, [frames[^1]], grid with { T = 1 }), still);
        Assert.Throws<ArgumentException>(() => { images.WritePatches(frames[0], still.AsSpan(1)); });
        Assert.Throws<ArgumentException>(() => { videos.WritePatches([frames[0], Noise(side * merge, side * merge, 0)], patches); });
        Assert.Throws<ArgumentException>(() => { videos.Grid([]); });
    }

    [Fact]
    public void An_odd_number_of_frames_repeats_the_last_one()
    {
        var config = new ImageProcessorConfig { PatchSize = 8, MinPixels = 1 };
        ImageFrame[] three = [.. Enumerable.Range(0, 3).Select(seed => Noise(32, 32, seed))];
        var videos = new VideoProcessor(new VideoProcessorConfig { Frames = config });
        var (odd, even) = (new float[2 * 16 * config.PatchLength], new float[2 * 16 * config.PatchLength]);
        Assert.Equal(2, videos.WritePatches(three, odd).T);
        videos.WritePatches([.. three, three[2]], even);
        Assert.Equal(even, odd);
    }

    [Fact]
    public void Flags_leave_steps_out()
    {
        // A pixel of 51, 102, 153: raw; · 1/255; (v − 0.5) / 0.25; and (v/255 − 0.5) / 0.25.
        var config = new ImageProcessorConfig { PatchSize = 1, TemporalPatchSize = 1, MergeSize = 1, MinPixels = 1, Mean = [0.5, 0.5, 0.5], Std = [0.25, 0.25, 0.25] };
        var frame = new ImageFrame(1, 1, [51, 102, 153]);
        float[] Write(ImageProcessorConfig settings)
        {
            var patch = new float[3];
            new ImageProcessor(settings).WritePatches(frame, patch);
            return [.. patch.Select(value => MathF.Round(value, 4))];
        }

        Assert.Equal([51, 102, 153], Write(config with { DoRescale = false, DoNormalize = false }));
        Assert.Equal([0.2f, 0.4f, 0.6f], Write(config with { DoNormalize = false }));
        Assert.Equal([202, 406, 610], Write(config with { DoRescale = false }));
        Assert.Equal([-1.2f, -0.4f, 0.4f], Write(config));
        Assert.Equal([-1.8f, -1.6f, -1.4f], Write(config with { RescaleFactor = 1 / 1020.0 }));
    }

    private static ImageFrame Noise(int width, int height, int seed)
    {
        var stream = RandomKey.FromSeed((ulong)seed).Stream();
        var rgb = new byte[width * height * 3];
        for (var at = 0; at < rgb.Length; at++)
        {
            rgb[at] = (byte)stream.NextInt(256);
        }

        return new ImageFrame(width, height, rgb);
    }

    // [step, row block, column block, row, column of the block, channel, time, y, x], one number at a time.
    private static float[] Plain(ImageProcessorConfig config, ImageFrame[] frames, PatchGrid grid)
    {
        var result = new List<float>();
        var (side, merge) = (config.PatchSize, config.MergeSize);
        foreach (var (step, row, column, innerRow, innerColumn) in
            from step in Enumerable.Range(0, grid.T)
            from row in Enumerable.Range(0, grid.H / merge)
            from column in Enumerable.Range(0, grid.W / merge)
            from innerRow in Enumerable.Range(0, merge)
            from innerColumn in Enumerable.Range(0, merge)
            select (step, row, column, innerRow, innerColumn))
        {
            for (var at = 0; at < config.PatchLength; at++)
            {
                var (x, y, time, channel) = (at % side, at / side % side, at / (side * side) % config.TemporalPatchSize, at / (side * side * config.TemporalPatchSize));
                var frame = frames[Math.Min((step * config.TemporalPatchSize) + time, frames.Length - 1)];
                var (top, left) = ((((row * merge) + innerRow) * side) + y, (((column * merge) + innerColumn) * side) + x);
                var value = frame.Rgb[(((top * frame.Width) + left) * 3) + channel];
                result.Add((value - ((float)config.Mean[channel] * 255f)) / ((float)config.Std[channel] * 255f));
            }
        }

        return [.. result];
    }
}
