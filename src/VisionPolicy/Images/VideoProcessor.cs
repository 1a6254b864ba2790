using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>Turns the frames of a video into normalised patches of several frames each. Safe for many threads.</summary>
/// <param name="config">The settings.</param>
public sealed class VideoProcessor(VideoProcessorConfig config)
{
    private readonly PatchWriter _writer = new(config.Frames);

    /// <summary>The settings.</summary>
    public VideoProcessorConfig Config { get; } = config;

    /// <summary>The grid of these frames.</summary>
    /// <exception cref="ArgumentException">There is no frame, or they differ in size.</exception>
    /// <exception cref="PictureSizeException">They cannot be cut into patches.</exception>
    public PatchGrid Grid(IReadOnlyList<ImageFrame> frames)
    {
        var first = frames.Count > 0 ? frames[0] : throw new ArgumentException("A video has at least one frame, but none came.", nameof(frames));
        var odd = frames.FirstOrDefault(frame => (frame.Width, frame.Height) != (first.Width, first.Height));
        return odd is null
            ? Config.Grid(frames.Count, first.Width, first.Height)
            : throw new ArgumentException($"The frames of a video have one size, here {first.Width}×{first.Height}, but one is {odd.Width}×{odd.Height}.", nameof(frames));
    }

    /// <summary>Writes the patches of a video.</summary>
    /// <param name="frames">In order, of one size; resized to their grid. The last one is repeated to fill the last patch.</param>
    /// <param name="patches">Filled with [steps, grid rows / merge, grid columns / merge, merge, merge] patches of [channel, frame, row, column] each.</param>
    /// <returns>The grid.</returns>
    /// <exception cref="ArgumentException">There is no frame, they differ in size, or the target is not exactly as long as the patches.</exception>
    /// <exception cref="PictureSizeException">They cannot be cut into patches.</exception>
    public PatchGrid WritePatches(IReadOnlyList<ImageFrame> frames, Span<float> patches)
    {
        var grid = Grid(frames);
        var (step, times) = (grid.H * grid.W * Config.Frames.PatchLength, Config.Frames.TemporalPatchSize);
        if (patches.Length != (long)grid.T * step)
        {
            throw new ArgumentException($"{frames.Count} frames of {frames[0].Width}×{frames[0].Height} have {grid.Count} patches of {Config.Frames.PatchLength} numbers, but the target has room for {patches.Length} numbers.", nameof(patches));
        }

        var together = new ImageFrame[times];
        for (var at = 0; at < grid.T; at++)
        {
            for (var time = 0; time < times; time++)
            {
                var index = (at * times) + time;
                together[time] = index < frames.Count ? ImageProcessor.Resize(frames[index], grid, Config.Frames) : together[time - 1];
            }

            _writer.Write(together, patches.Slice(at * step, step));
        }

        return grid;
    }
}
