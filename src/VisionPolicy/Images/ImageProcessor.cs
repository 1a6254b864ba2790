using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>Turns pictures into normalised patches in the order in which the vision tower reads them. Safe for many threads.</summary>
/// <remarks>Resizing follows the backend that the settings name, byte for byte.</remarks>
/// <param name="config">The settings.</param>
public sealed class ImageProcessor(ImageProcessorConfig config)
{
    private readonly PatchWriter _writer = new(config);

    /// <summary>The settings.</summary>
    public ImageProcessorConfig Config { get; } = config;

    /// <summary>Brings a picture to the size of its grid; the same frame when it has that size already.</summary>
    /// <exception cref="PictureSizeException">It cannot be cut into patches.</exception>
    public ImageFrame Resize(ImageFrame frame) => Resize(frame, Config.Grid(frame.Width, frame.Height), Config);

    /// <summary>Writes the patches of a still picture.</summary>
    /// <param name="frame">Any size; resized to its grid.</param>
    /// <param name="patches">Filled with [grid rows / merge, grid columns / merge, merge, merge] patches of [channel, frame, row, column] each.</param>
    /// <returns>The grid.</returns>
    /// <exception cref="PictureSizeException">The picture cannot be cut into patches.</exception>
    /// <exception cref="ArgumentException">The target is not exactly as long as the patches.</exception>
    public PatchGrid WritePatches(ImageFrame frame, Span<float> patches)
    {
        var grid = Config.Grid(frame.Width, frame.Height);
        if (patches.Length != (long)grid.Count * Config.PatchLength)
        {
            throw new ArgumentException($"A {frame.Width}×{frame.Height} picture has {grid.Count} patches of {Config.PatchLength} numbers, but the target has room for {patches.Length} numbers.", nameof(patches));
        }

        var fitted = Resize(frame, grid, Config);
        _writer.Write(new ReadOnlySpan<ImageFrame>(in fitted), patches);
        return grid;
    }

    /// <summary>Brings a frame to the size of a grid; the same frame when it has that size already.</summary>
    internal static ImageFrame Resize(ImageFrame frame, PatchGrid grid, ImageProcessorConfig config)
    {
        var (width, height) = (grid.W * config.PatchSize, grid.H * config.PatchSize);
        return width == frame.Width && height == frame.Height
            ? frame
            : new ImageFrame(width, height, BicubicResize.Resize(frame.Rgb, frame.Width, frame.Height, width, height, config.Arithmetic));
    }
}
