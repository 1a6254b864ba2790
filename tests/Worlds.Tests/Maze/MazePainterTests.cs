using Agentic.Agents;
using Agentic.Worlds.Maze;

namespace Agentic.Worlds.Tests.Maze;

public sealed class MazePainterTests
{
    private static readonly Rgb Green = Rgb.Hex(0x00A03C);
    private static readonly Rgb Red = Rgb.Hex(0xDC2828);
    private static readonly Rgb Fog = Rgb.Hex(0x808080);

    [Fact]
    public void Walls_are_two_pixels_inside_each_cell_and_open_sides_are_free()
    {
        var rgb = Paint(new MazeState(0, false));
        var frame = new Canvas(rgb, 48, 48);
        Assert.Equal((Rgb.Black, Rgb.Black, Rgb.White), (frame[0, 8], frame[1, 8], frame[2, 8])); // the left border of the start
        Assert.Equal((Rgb.Black, Rgb.Black, Rgb.White), (frame[8, 0], frame[8, 1], frame[8, 2])); // its upper border
        Assert.Equal((Rgb.White, Rgb.White), (frame[15, 8], frame[16, 8])); // the way to the right
        Assert.Equal((Rgb.Black, Rgb.Black), (frame[15, 24], frame[16, 24])); // the wall in the row below
        Assert.Equal((Green, Red), (frame[8, 8], frame[40, 40]));
    }

    [Fact]
    public void The_agent_is_drawn_over_the_goal()
    {
        var rgb = Paint(new MazeState(8, true));
        var frame = new Canvas(rgb, 48, 48);

        // The goal is a square of 8 pixels, the agent a disc of 8: the square's corners stay red.
        Assert.Equal((Green, Red, Rgb.White), (frame[40, 40], frame[36, 36], frame[8, 8]));
    }

    [Fact]
    public void A_partial_view_shows_a_square_around_the_agent()
    {
        var rgb = Paint(new MazeState(0, false), view: 1);
        var frame = new Canvas(rgb, 48, 48);
        Assert.NotEqual(Fog, frame[24, 24]);
        Assert.Equal((Fog, Fog, Fog), (frame[40, 8], frame[8, 40], frame[40, 40]));
    }

    [Fact]
    public void Every_theme_tells_all_cells_apart_at_every_size()
    {
        foreach (var theme in MazeTheme.All)
        {
            foreach (var pixels in new[] { 8, 14, 16, 28, 32 })
            {
                var tiles = MazeTiles.Of(theme.Name, pixels);
                var different = Enumerable.Range(0, MazeTiles.Fog + 1).Select(tile => ContentHash.Of(tiles[tile])).Distinct().Count();

                // 16 sets of walls × 4 marks, and the fog.
                Assert.True(different == 65, $"theme {theme.Name} at {pixels} pixels has only {different} different tiles");
            }
        }
    }

    [Fact]
    public void The_frame_has_these_bytes_on_every_machine() =>
        Assert.Equal("da7183169c022cc80a7ae6c177f17cba078902f44847f9a12bbb6297fe5e2f1c", ContentHash.Of(Paint(new MazeState(0, false))).ToString());

    [Fact]
    public void A_buffer_of_another_size_is_refused_with_both_sizes()
    {
        var layout = SmallMaze.Layout;
        var error = Assert.Throws<ArgumentException>(
            () => MazePainter.Paint(layout, new MazeState(0, false), MazeTiles.Of("plain", 16), 24, new byte[100]));
        Assert.Contains("6912", error.Message); // 48 · 48 · 3
        Assert.Contains("100", error.Message);
    }

    private static byte[] Paint(MazeState state, int view = 24)
    {
        var rgb = new byte[48 * 48 * 3];
        MazePainter.Paint(SmallMaze.Layout, state, MazeTiles.Of("plain", 16), view, rgb);
        return rgb;
    }
}
