using Agentic.Agents;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Tests.Marks;

public sealed class ActionMarkTests
{
    [Fact]
    public void A_click_is_drawn_where_it_fell_and_the_frame_stays_as_it_is()
    {
        var frame = new ImageFrame(80, 40, new byte[80 * 40 * 3]);
        var drawn = ActionMark.Read("""{"type":"click","at":[80,30],"of":[160,120]}""")!.Draw(frame);
        Assert.Equal((0xe0, 0x21, 0x8a), Pixel(drawn, 40, 10));
        Assert.Equal((0, 0, 0), Pixel(drawn, 20, 30));
        Assert.Equal((0, 0, 0), Pixel(frame, 40, 10));
    }

    [Fact]
    public void A_drag_is_a_line()
    {
        var drawn = ActionMark.Read("""{"type":"drag","at":[0,50],"to_at":[100,50],"of":[100,100]}""")!.Draw(new ImageFrame(50, 50, new byte[50 * 50 * 3]));
        Assert.All(Enumerable.Range(0, 50), x => Assert.Equal((0xe0, 0x21, 0x8a), Pixel(drawn, x, 25)));
    }

    [Theory]
    [InlineData("""{"at":[1e300,1],"of":[1,1]}""")]
    [InlineData("""{"at":[1,-1e9],"of":[1,1]}""")]
    [InlineData("""{"at":[1,1],"of":[1e-300,1e-300]}""")]
    [InlineData("""{"at":[1,1],"of":[0,1]}""")]
    [InlineData("""{"at":["1",1],"of":[1,1]}""")]
    [InlineData("""{"at":[1,1]""")]
    [InlineData("[1]")]
    [InlineData(null)]
    public void What_has_no_place_on_the_page_is_not_drawn(string? action) => Assert.Null(ActionMark.Read(action));

    [Fact]
    public void A_drag_out_of_the_page_shows_where_it_began() =>
        Assert.Equal(new ActionMark(0.5, 0.5, null), ActionMark.Read("""{"at":[1,1],"to_at":[1e300,1],"of":[2,2]}"""));

    private static (int R, int G, int B) Pixel(ImageFrame frame, int x, int y)
    {
        var at = ((y * frame.Width) + x) * 3;
        return (frame.Rgb[at], frame.Rgb[at + 1], frame.Rgb[at + 2]);
    }
}
