using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>Cuts pictures into normalised patches, in the order in which Qwen2.5-VL's vision tower reads them.</summary>
public sealed class ImageProcessor
{
    private readonly ImageProcessorConfig _config;
    private readonly float[] _normalised; // [channel · 256 + byte]

    /// <summary>Prepares the table of normalised values.</summary>
    public ImageProcessor(ImageProcessorConfig config)
    {
        _config = config;
        _normalised = new float[3 * 256];
        for (var index = 0; index < _normalised.Length; index++)
        {
            var channel = index / 256;
            _normalised[index] = (float)((((index % 256) / 255.0) - config.Mean[channel]) / config.Deviation[channel]);
        }
    }

    /// <summary>The patches of a still picture of this size, after resizing.</summary>
    public PatchGrid GridOf(int width, int height) => new(1, height / _config.PatchSize, width / _config.PatchSize);

    /// <summary>Placeholders that the picture takes up among the tokens.</summary>
    public int TokensOf(PatchGrid grid) => grid.Patches / (_config.MergeSize * _config.MergeSize);

    /// <summary>Writes the patches of a picture.</summary>
    /// <param name="frame">The picture.</param>
    /// <param name="patches">Receives [grid patches, 3 · temporal · patch · patch] values.</param>
    public void WritePatches(ImageFrame frame, Span<float> patches)
    {
        var grid = GridOf(frame.Width, frame.Height);
        var (patch, merge) = (_config.PatchSize, _config.MergeSize);
        var rgb = frame.Rgb.AsSpan();
        var table = _normalised.AsSpan();
        var at = 0;
        for (var square = 0; square < grid.Patches; square++)
        {
            // Row of merged squares, square, row inside, column inside.
            var inner = square % (merge * merge);
            var outer = square / (merge * merge);
            var top = (((outer / (grid.Width / merge)) * merge) + (inner / merge)) * patch;
            var left = (((outer % (grid.Width / merge)) * merge) + (inner % merge)) * patch;
            for (var channel = 0; channel < 3; channel++)
            {
                var values = table.Slice(channel * 256, 256);
                var start = at;
                for (var y = 0; y < patch; y++)
                {
                    var pixel = ((((top + y) * frame.Width) + left) * 3) + channel;
                    for (var x = 0; x < patch; x++, pixel += 3)
                    {
                        patches[at++] = values[rgb[pixel]];
                    }
                }

                // A still picture fills every frame of the temporal patch.
                for (var copy = 1; copy < _config.TemporalPatchSize; copy++)
                {
                    patches.Slice(start, patch * patch).CopyTo(patches[at..]);
                    at += patch * patch;
                }
            }
        }
    }
}
