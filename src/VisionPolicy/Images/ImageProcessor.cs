using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>Turns pictures into normalised patches in the order in which the vision tower reads them. Safe for many threads.</summary>
/// <remarks>Resizing follows the torchvision backend of transformers, byte for byte.</remarks>
public sealed class ImageProcessor
{
    private readonly float[][] _normalised; // [channel][byte]

    /// <summary>Prepares the table byte → normalised value of each channel.</summary>
    public ImageProcessor(ImageProcessorConfig config)
    {
        Config = config;
        _normalised = new float[3][];
        for (var channel = 0; channel < 3; channel++)
        {
            // Scaling to 0..1 is folded into mean and deviation, in single precision, as the reference does.
            var mean = (float)config.Mean[channel] * 255f;
            var deviation = (float)config.Std[channel] * 255f;
            _normalised[channel] = [.. Enumerable.Range(0, 256).Select(value => (value - mean) / deviation)];
        }
    }

    /// <summary>The settings.</summary>
    public ImageProcessorConfig Config { get; }

    /// <summary>Brings a picture to the size of its grid; the same frame when it has that size already.</summary>
    public ImageFrame Resize(ImageFrame frame)
    {
        var grid = Config.Grid(frame.Width, frame.Height);
        var (width, height) = (grid.W * Config.PatchSize, grid.H * Config.PatchSize);
        return width == frame.Width && height == frame.Height
            ? frame
            : new ImageFrame(width, height, BicubicResize.Resize(frame.Rgb, frame.Width, frame.Height, width, height));
    }

    /// <summary>Writes the patches of a still picture.</summary>
    /// <param name="frame">Any size; resized to its grid.</param>
    /// <param name="patches">Filled with [grid rows / merge, grid columns / merge, merge, merge] patches of [channel, frame, row, column] each.</param>
    /// <returns>The grid.</returns>
    /// <exception cref="ArgumentException">The target is not exactly as long as the patches.</exception>
    public PatchGrid WritePatches(ImageFrame frame, Span<float> patches)
    {
        var grid = Config.Grid(frame.Width, frame.Height);
        if (patches.Length != grid.Count * Config.PatchLength)
        {
            throw new ArgumentException($"A {frame.Width}×{frame.Height} picture has {grid.Count} patches of {Config.PatchLength} numbers, but the target has room for {patches.Length} numbers.", nameof(patches));
        }

        var fitted = Resize(frame);
        var merge = Config.MergeSize;
        for (var blockRow = 0; blockRow < grid.H; blockRow += merge)
        {
            for (var blockColumn = 0; blockColumn < grid.W; blockColumn += merge)
            {
                for (var inner = 0; inner < merge * merge; inner++)
                {
                    WritePatch(fitted, blockRow + (inner / merge), blockColumn + (inner % merge), patches[..Config.PatchLength]);
                    patches = patches[Config.PatchLength..];
                }
            }
        }

        return grid;
    }

    private void WritePatch(ImageFrame frame, int row, int column, Span<float> patch)
    {
        var (side, area) = (Config.PatchSize, Config.PatchSize * Config.PatchSize);
        for (var channel = 0; channel < 3; channel++)
        {
            var table = _normalised[channel];
            var first = patch[..area];
            for (var y = 0; y < side; y++)
            {
                var pixels = frame.Rgb.AsSpan(((((row * side) + y) * frame.Width) + (column * side)) * 3, side * 3);
                var line = first.Slice(y * side, side);
                for (int x = 0, at = channel; x < line.Length && at < pixels.Length; x++, at += 3)
                {
                    line[x] = table[pixels[at]];
                }
            }

            // A still picture fills every frame of the patch.
            for (var time = 1; time < Config.TemporalPatchSize; time++)
            {
                first.CopyTo(patch[(time * area)..]);
            }

            patch = patch[(Config.TemporalPatchSize * area)..];
        }
    }
}
