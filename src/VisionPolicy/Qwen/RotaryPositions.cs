namespace Agentic.VisionPolicy;

/// <summary>Multimodal rotary positions (Qwen2-VL, §2.1): the one routine that sampler and trainer share.</summary>
public static class RotaryPositions
{
    /// <summary>Writes time, height and width positions of a run of tokens, and gives the position after it.</summary>
    /// <param name="ids">Token ids.</param>
    /// <param name="pictures">Grids behind the runs of placeholders, in order.</param>
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
            if (ids[at] != config.ImageTokenId && ids[at] != config.VideoTokenId)
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
            var (rows, columns) = (grid.H / config.Vision.SpatialMergeSize, grid.W / config.Vision.SpatialMergeSize);
            var last = 0;
            for (var index = 0; index < grid.T * rows * columns; index++, at++)
            {
                if (at >= ids.Length || ids[at] != placeholder)
                {
                    throw new InvalidDataException($"Picture {picture} needs {grid.T * rows * columns} placeholders, but only {index} are there.");
                }

                var (t, h, w) = ((int)(index / (rows * columns) * grid.TimeStep), index / columns % rows, index % columns);
                (time[at], height[at], width[at]) = (next + t, next + h, next + w);
                last = Math.Max(last, Math.Max(t, Math.Max(h, w)));
            }

            next += last + 1;
        }

        return picture == pictures.Length
            ? next
            : throw new InvalidDataException($"{pictures.Length} pictures are embedded, but there are placeholders for {picture} only.");
    }
}
