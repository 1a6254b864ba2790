using Agentic.Agents;
using Agentic.Viewer.Terminal;

namespace Agentic.Viewer.Tests.Terminal;

public sealed class FrameTextTests
{
    // Red green above blue white.
    private static readonly ImageFrame Four = new(2, 2, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);

    [Fact]
    public void Four_pixels_become_two_cells_with_the_upper_pixel_in_front() =>
        Assert.Equal(
            "\e[38;2;255;0;0m\e[48;2;0;0;255m▀\e[38;2;0;255;0m\e[48;2;255;255;255m▀\e[0m\n",
            FrameText.HalfBlocks(Four, 2));

    [Fact]
    public void Equal_neighbours_say_their_colours_once()
    {
        var grey = new ImageFrame(3, 2, [.. Enumerable.Repeat((byte)9, 18)]);
        Assert.Equal("\e[38;2;9;9;9m\e[48;2;9;9;9m▀▀▀\e[0m\n", FrameText.HalfBlocks(grey, 3));
    }

    [Fact]
    public void Small_pictures_grow_by_whole_pixels_only()
    {
        // Five columns hold a factor of two: 4 × 4 pixels, so two lines of four cells, each colour said once a line.
        var text = FrameText.HalfBlocks(Four, 5);
        Assert.Equal(
            "\e[38;2;255;0;0m\e[48;2;255;0;0m▀▀\e[38;2;0;255;0m\e[48;2;0;255;0m▀▀\e[0m\n"
            + "\e[38;2;0;0;255m\e[48;2;0;0;255m▀▀\e[38;2;255;255;255m\e[48;2;255;255;255m▀▀\e[0m\n",
            text);
    }

    [Fact]
    public void Large_pictures_are_averaged_over_boxes()
    {
        // A row of 0, 100 above 200, 255 … halved in both directions: (0 + 100 + 200 + 255) / 4 = 138.75, rounded 139.
        var frame = new ImageFrame(2, 2, [0, 0, 0, 100, 100, 100, 200, 200, 200, 255, 255, 255]);
        Assert.Equal("\e[38;2;139;139;139m▀\e[0m\n", FrameText.HalfBlocks(frame, 1));
    }

    [Fact]
    public void The_number_of_lines_is_kept()
    {
        var tall = Samples.Dot(10, 100, 0, 0);
        Assert.Equal(7, FrameText.HalfBlocks(tall, 80, maxLines: 7).Count(letter => letter == '\n'));
    }

    [Fact]
    public void Shades_need_no_escape_code()
    {
        // Black above black is empty, white above white is full.
        var frame = new ImageFrame(2, 2, [0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255]);
        Assert.Equal(" █\n", FrameText.Shades(frame, 2));
    }
}
