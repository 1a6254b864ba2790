namespace Agentic.VisionPolicy;

/// <summary>Multimodal rotary positions (Qwen2-VL, §2.1): the one routine that sampler and trainer share.</summary>
/// <remarks>
/// Behind a picture or video, text goes on after its larger side, as the reference has it: the temporal steps of a long video may
/// run past the words behind it.
/// </remarks>
public static class RotaryPositions
{
    /// <summary>Writes time, height and width positions of a run of tokens, and gives the position after it.</summary>
    /// <param name="ids">Token ids.</param>
    /// <param name="pictures">Grids behind the runs of placeholders, in order (see <see cref="Runs"/>).</param>
    /// <param name="config">Which ids are placeholders, and how patches merge.</param>
    /// <param name="start">Position of the first token.</param>
    /// <param name="time">Receives the time positions; as long as <paramref name="ids"/>, like the next two.</param>
    /// <param name="height">Receives the height positions.</param>
    /// <param name="width">Receives the width positions.</param>
    /// <exception cref="InvalidDataException">Placeholders and grids do not match.</exception>
    public static int Write(
        ReadOnlySpan<int> ids, ReadOnlySpan<PatchGrid> pictures, QwenConfig config, int start, Span<long> time, Span<long> height, Span<long> width)
    {
        var next = start;
        var picture = 0;
        for (var at = 0; at < ids.Length;)
        {
            if (!IsPlaceholder(ids[at], config))
            {
                time[at] = height[at] = width[at] = next++;
                at++;
                continue;
            }

            var placeholder = ids[at];
            if (picture == pictures.Length)
            {
                throw new InvalidDataException($"Token {at} is a picture's placeholder, but only {pictures.Length} pictures are embedded.");
            }

            var grid = pictures[picture++];
            var (rows, columns) = (grid.H / config.Eyes.SpatialMergeSize, grid.W / config.Eyes.SpatialMergeSize);
            for (var index = 0; index < grid.T * rows * columns; index++, at++)
            {
                if (at >= ids.Length || ids[at] != placeholder)
                {
                    throw new InvalidDataException($"Picture {picture} needs {grid.T * rows * columns} placeholders, but only {index} are there.");
                }

                // Truncated after the product: half steps add up over the grids.
                time[at] = next + (int)(index / (rows * columns) * grid.TimeStep);
                height[at] = next + (index / columns % rows);
                width[at] = next + (index % columns);
            }

            next += Math.Max(rows, columns);
        }

        return picture == pictures.Length
            ? next
            : throw new InvalidDataException($"{pictures.Length} pictures are embedded, but there are placeholders for {picture} only.");
    }

    /// <summary>Whether a token stands for a patch of a picture or video.</summary>
    public static bool IsPlaceholder(int id, QwenConfig config) => config.Vision is not null && (id == config.ImageTokenId || id == config.VideoTokenId);

    /// <summary>The runs of placeholders that a video takes.</summary>
    /// <param name="video">Its grid; the time step is set here.</param>
    /// <param name="config">The model.</param>
    /// <param name="secondsPerGrid">Seconds from one temporal patch to the next.</param>
    /// <returns>
    /// One run, whose time steps are those of the seconds (Qwen2.5-VL); or one run for each temporal patch, with the time written
    /// as text between them (Qwen3-VL).
    /// </returns>
    public static IEnumerable<PatchGrid> Runs(PatchGrid video, QwenConfig config, double secondsPerGrid) => config.Eyes.TokensPerSecond > 0
        ? [video with { TimeStep = config.Eyes.TokensPerSecond * secondsPerGrid }]
        : Enumerable.Repeat(video with { T = 1, TimeStep = 1 }, video.T);
}
