namespace Agentic.Worlds.Maze;

/// <summary>Paints a whole frame of a maze. Pure: the same arguments give the same bytes; nothing is allocated.</summary>
public static class MazePainter
{
    /// <summary>Pixels of a frame, in both directions.</summary>
    public static int FramePixels(MazeLayout layout, MazeTiles tiles) => layout.Size * tiles.Pixels;

    /// <summary>Paints what the agent sees.</summary>
    /// <param name="layout">The maze.</param>
    /// <param name="state">Where the agent is.</param>
    /// <param name="tiles">How it looks.</param>
    /// <param name="view">Cells that are seen in each direction, as a square around the agent; size − 1 and more show everything.</param>
    /// <param name="rgb">Frame pixels² × 3 bytes.</param>
    /// <exception cref="ArgumentException">The buffer has another length.</exception>
    public static void Paint(MazeLayout layout, in MazeState state, MazeTiles tiles, int view, Span<byte> rgb)
    {
        var (size, pixels) = (layout.Size, tiles.Pixels);
        var (tileStride, stride) = (pixels * 3, size * pixels * 3);
        if (rgb.Length != stride * size * pixels)
        {
            throw new ArgumentException($"A frame of this maze has {stride * size * pixels} bytes, but {rgb.Length} came.", nameof(rgb));
        }

        var (agentRow, agentColumn) = Math.DivRem(state.Cell, size);
        var passages = layout.Passages;
        for (int row = 0, cell = 0; row < size; row++)
        {
            var band = rgb.Slice(row * stride * pixels, stride * pixels);
            for (var column = 0; column < size; column++, cell++)
            {
                var tile = Math.Abs(row - agentRow) > view || Math.Abs(column - agentColumn) > view
                    ? MazeTiles.Fog
                    : passages[cell] | (cell == state.Cell ? MazeTiles.Agent : 0) | (cell == layout.Goal ? MazeTiles.Goal : 0);
                Blit(tiles[tile], tileStride, band[(column * tileStride)..], stride);
            }
        }
    }

    private static void Blit(ReadOnlySpan<byte> tile, int tileStride, Span<byte> target, int stride)
    {
        for (int from = 0, to = 0; from < tile.Length; from += tileStride, to += stride)
        {
            tile.Slice(from, tileStride).CopyTo(target.Slice(to, tileStride));
        }
    }
}
