using System.Collections.Concurrent;

namespace Agentic.Worlds.Maze;

/// <summary>
/// Every picture that a cell can show, painted once for a theme and a cell size: 16 sets of walls, with and without agent and
/// goal, and the fog. A frame is then copied together.
/// </summary>
public sealed class MazeTiles
{
    /// <summary>Added to the passages where the agent stands.</summary>
    public const int Agent = 16;

    /// <summary>Added to the passages where the goal is.</summary>
    public const int Goal = 32;

    /// <summary>The tile of what is out of sight.</summary>
    public const int Fog = 64;

    private const int Tiles = 65;

    // Bounded: the themes times the cell sizes of the options.
    private static readonly ConcurrentDictionary<(string Theme, int Pixels), MazeTiles> Cache = new();

    private readonly byte[] _rgb;

    private MazeTiles(MazeTheme theme, int pixels)
    {
        Pixels = pixels;
        _rgb = new byte[Tiles * Bytes];
        for (var index = 0; index < Tiles; index++)
        {
            var tile = new Canvas(_rgb.AsSpan(index * Bytes, Bytes), pixels, pixels);
            if (index == Fog)
            {
                tile.Fill(theme.Fog);
                continue;
            }

            theme.Ground(tile, index & 15);
            if ((index & Goal) != 0)
            {
                theme.Goal(tile);
            }

            if ((index & Agent) != 0)
            {
                theme.Agent(tile);
            }
        }
    }

    /// <summary>Pixels of a cell, in both directions.</summary>
    public int Pixels { get; }

    private int Bytes => Pixels * Pixels * 3;

    /// <summary>The tiles of a theme at a size, painted at the first call. Safe for many threads.</summary>
    public static MazeTiles Of(string theme, int pixels) =>
        Cache.GetOrAdd((theme, pixels), key => new MazeTiles(MazeTheme.Named(key.Theme), key.Pixels));

    /// <summary>The pixels of a tile, row by row.</summary>
    public ReadOnlySpan<byte> this[int index] => _rgb.AsSpan(index * Bytes, Bytes);
}
