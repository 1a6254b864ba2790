using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>Paints the ground of one cell: its floor and its walls.</summary>
/// <param name="tile">A square canvas of the cell's pixels.</param>
/// <param name="passages">A bit per open way.</param>
public delegate void TileGround(Canvas tile, int passages);

/// <summary>Paints a mark, the agent or the goal, upon a cell.</summary>
/// <param name="tile">A square canvas of the cell's pixels.</param>
public delegate void TileMark(Canvas tile);

/// <summary>How a maze looks. Every cell shows all of its own walls, so that it can be read without its neighbours.</summary>
/// <param name="Name">The word of the option.</param>
/// <param name="Ground">Floor and walls.</param>
/// <param name="Agent">The mark of the agent.</param>
/// <param name="Goal">The mark of the goal.</param>
/// <param name="Fog">What is out of sight.</param>
public sealed record MazeTheme(string Name, TileGround Ground, TileMark Agent, TileMark Goal, Rgb Fog)
{
    private static readonly Rgb Green = Rgb.Hex(0x00A03C);
    private static readonly Rgb Red = Rgb.Hex(0xDC2828);
    private static readonly Rgb Grey = Rgb.Hex(0x808080);

    /// <summary>All themes; the first is the default.</summary>
    public static ImmutableArray<MazeTheme> All { get; } =
    [
        new("plain", Walls(Rgb.White, Rgb.Black, eighths: 1), Disc(Green), Square(Red), Grey),
        new("dark", Walls(Rgb.Hex(0x202430), Rgb.Hex(0xC8D0E0), eighths: 1), Disc(Rgb.Hex(0x50E678)), Square(Rgb.Hex(0xFF6450)), Rgb.Hex(0x505868)),
        new("thick", Walls(Rgb.Hex(0xF0E8D8), Rgb.Hex(0x285078), eighths: 2), Disc(Green), Square(Red), Rgb.Hex(0x90A0B0)),
        new("letters", Grid, Letter('O', Green), Letter('T', Red), Rgb.Hex(0xC0C0C0)),
        new("museum", Rooms, Disc(Rgb.Hex(0x1E7850)), Square(Rgb.Hex(0xB42832)), Rgb.Hex(0x705840)),
        new("metro", Lines, Disc(Green), Square(Red), Rgb.Hex(0xB8B0A0)),
    ];

    /// <summary>The theme of a name, which must be one of <see cref="All"/>.</summary>
    public static MazeTheme Named(string name) => All.First(theme => theme.Name == name);

    /// <summary>A wall on each closed side.</summary>
    private static TileGround Walls(Rgb floor, Rgb wall, int eighths) => (tile, passages) =>
    {
        tile.Fill(floor);
        Sides(tile, passages, Math.Max(1, tile.Width * eighths / 8), wall);
    };

    /// <summary>Thin walls on a faint grid.</summary>
    private static void Grid(Canvas tile, int passages)
    {
        tile.Fill(Rgb.White);
        Sides(tile, 0, 1, Rgb.Hex(0xDCDCDC));
        Sides(tile, passages, Math.Max(1, tile.Width / 14), Rgb.Black);
    }

    /// <summary>Rooms with doors: every side has a wall, an open one has a gap in its middle.</summary>
    private static void Rooms(Canvas tile, int passages)
    {
        var (size, wall) = (tile.Width, Math.Max(1, tile.Width / 8));
        tile.Fill(Rgb.Hex(0xECDDBE));
        for (var i = 0; i < size; i += Math.Max(2, size / 4))
        {
            tile.Rectangle(0, i, size, 1, Rgb.Hex(0xDCC8A0));
        }

        Sides(tile, 0, wall, Rgb.Hex(0x6A4628));
        var (gap, from) = (size / 2, (size - (size / 2)) / 2);
        for (var move = Move.Up; move <= Move.Left; move++)
        {
            if ((passages & (1 << (int)move)) != 0)
            {
                var (across, far) = (move is Move.Up or Move.Down, move is Move.Down or Move.Right ? size - wall : 0);
                tile.Rectangle(across ? from : far, across ? far : from, across ? gap : wall, across ? wall : gap, Rgb.Hex(0xF8EFD8));
            }
        }
    }

    /// <summary>No walls at all: lines join the stations between which one can go.</summary>
    private static void Lines(Canvas tile, int passages)
    {
        var (size, width) = (tile.Width, Math.Max(2, tile.Width / 4));
        var (near, line) = ((size - width) / 2, Rgb.Hex(0x2864C8));
        tile.Fill(Rgb.Hex(0xF6F2E6));
        for (var move = Move.Up; move <= Move.Left; move++)
        {
            if ((passages & (1 << (int)move)) != 0)
            {
                var length = near + width;
                var far = move is Move.Down or Move.Right ? size - length : 0;
                var across = move is Move.Up or Move.Down;
                tile.Rectangle(across ? near : far, across ? far : near, across ? width : length, across ? length : width, line);
            }
        }

        tile.Disc((size - (2 * width)) / 2, (size - (2 * width)) / 2, 2 * width, line);
    }

    private static TileMark Disc(Rgb color) => tile => tile.Disc(tile.Width / 4, tile.Width / 4, tile.Width - (2 * (tile.Width / 4)), color);

    private static TileMark Square(Rgb color) => tile =>
    {
        var inset = tile.Width / 4;
        tile.Rectangle(inset, inset, tile.Width - (2 * inset), tile.Width - (2 * inset), color);
    };

    private static TileMark Letter(char letter, Rgb color) => tile =>
    {
        var scale = Math.Max(1, tile.Width / 12);
        var (left, top) = ((tile.Width - (BitmapFont.GlyphWidth * scale)) / 2, (tile.Width - (BitmapFont.GlyphHeight * scale)) / 2);
        tile.Text(left, top, [letter], color, scale);
    };

    private static void Sides(Canvas tile, int passages, int width, Rgb color)
    {
        var size = tile.Width;
        for (var move = Move.Up; move <= Move.Left; move++)
        {
            if ((passages & (1 << (int)move)) == 0)
            {
                var (across, far) = (move is Move.Up or Move.Down, move is Move.Down or Move.Right ? size - width : 0);
                tile.Rectangle(across ? 0 : far, across ? far : 0, across ? size : width, across ? width : size, color);
            }
        }
    }
}
