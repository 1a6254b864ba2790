using Agentic.Agents;

namespace Agentic.Worlds.Tests.Canvases;

public sealed class CanvasTests
{
    private static readonly Rgb Ink = new(1, 2, 3);

    [Fact]
    public void Fill_writes_every_byte_in_order()
    {
        var rgb = new byte[37 * 3 * 3];
        new Canvas(rgb, 37, 3).Fill(Ink);
        Assert.Equal(Enumerable.Repeat<byte[]>([1, 2, 3], 111).SelectMany(bytes => bytes), rgb);
    }

    [Theory]
    [InlineData(1, 1, 2, 1, 2)]
    [InlineData(-1, -1, 3, 2, 2)]
    [InlineData(3, 2, 9, 9, 4)]
    [InlineData(5, 0, 2, 2, 0)]
    [InlineData(1, 1, 0, 2, 0)]
    [InlineData(1, 1, -5, 2, 0)]
    [InlineData(2, 1, int.MaxValue, int.MaxValue, 9)]
    [InlineData(int.MinValue, 0, int.MaxValue, 1, 0)]
    public void A_rectangle_paints_what_of_it_lies_on_the_canvas(int x, int y, int width, int height, int painted) =>
        Assert.Equal(painted, Painted(5, 4, canvas => canvas.Rectangle(x, y, width, height, Ink)).Count(pixel => pixel));

    [Theory]
    [InlineData(1, "#")]
    [InlineData(2, "##|##")]
    [InlineData(4, ".##.|####|####|.##.")] // corner centre √(1.5² + 1.5²) = 2.12 from the middle, more than the radius of 2
    [InlineData(5, ".###.|#####|#####|#####|.###.")]
    [InlineData(6, ".####.|######|######|######|######|.####.")]
    public void A_disc_holds_the_pixels_whose_centres_lie_within(int diameter, string art) =>
        Assert.Equal(art, Art(diameter, diameter, canvas => canvas.Disc(0, 0, diameter, Ink)));

    [Theory]
    [InlineData(0, 0, 4, 2, 1, "#....|.##..|...##")]
    [InlineData(4, 2, 4, 0, 1, "....#|....#|....#")]
    [InlineData(0, 1, 4, 1, 2, ".....|#####|#####")]
    public void A_line_has_both_ends(int x0, int y0, int x1, int y1, int thickness, string art) =>
        Assert.Equal(art, Art(5, 3, canvas => canvas.Line(x0, y0, x1, y1, thickness, Ink)));

    [Fact]
    public void A_sprite_is_scaled_and_clipped() =>
        Assert.Equal("##..#|##..#|..##.", Art(5, 3, canvas => canvas.Sprite(0, 0, [1, 0, 1, 0, 1, 0], 3, Ink, 2)));

    [Fact]
    public void A_border_leaves_the_inside() =>
        Assert.Equal("####|#..#|####", Art(4, 3, canvas => canvas.Border(0, 0, 4, 3, 1, Ink)));

    [Fact]
    public void Text_is_the_font_drawn_letter_by_letter() =>
        Assert.Equal(
            "#...#...#..|#...#......|#...#..##..|#####...#..|#...#...#..|#...#...#..|#...#..###.",
            Art(11, 7, canvas => canvas.Text(0, 0, "Hi", Ink)));

    [Fact]
    public void A_buffer_of_another_length_is_refused_with_both_lengths()
    {
        var error = Assert.Throws<ArgumentException>(() => new Canvas(new byte[10], 2, 2).Fill(Ink));
        Assert.Contains("12", error.Message);
        Assert.Contains("10", error.Message);
    }

    [Fact]
    public void A_drawing_has_these_bytes_on_every_machine_and_takes_no_memory()
    {
        var rgb = new byte[64 * 48 * 3];
        Draw(rgb);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Draw(rgb);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal("7e7635e1dfb7b6dfdd9a63f0a2ff23d31cab6e59e7790670a97b00891cad913b", ContentHash.Of(rgb).ToString());

        static void Draw(byte[] rgb)
        {
            var canvas = new Canvas(rgb, 64, 48);
            canvas.Fill(Rgb.White);
            canvas.Rectangle(3, 3, 40, 9, Rgb.Hex(0xFF8000));
            canvas.Line(-5, 40, 70, 13, 3, Rgb.Hex(0x0080FF));
            canvas.Disc(40, 20, 31, Rgb.Hex(0x208020));
            canvas.Text(2, 20, "A♠10\n♥q→", Rgb.Black, 2);
        }
    }

    private static string Art(int width, int height, Painting paint) =>
        string.Join('|', Painted(width, height, paint).Select(pixel => pixel ? '#' : '.').Chunk(width).Select(row => new string(row)));

    private static bool[] Painted(int width, int height, Painting paint)
    {
        var rgb = new byte[width * height * 3];
        paint(new Canvas(rgb, width, height));
        return [.. rgb.Chunk(3).Select(pixel => pixel is [1, 2, 3] || (pixel is [0, 0, 0] ? false : throw new InvalidOperationException("torn pixel")))];
    }

    private delegate void Painting(Canvas canvas);
}
