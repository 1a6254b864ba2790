using Agentic.Worlds.Gui.Actions;

namespace Agentic.Worlds.Tests.Gui.Actions;

/// <summary>Each dialect reads what its models write, and writes what it reads.</summary>
public sealed class ActionDialectTests
{
    private static readonly (int Width, int Height) Page = (160, 210);

    // A page of 160 × 210 at scale 2 resized to multiples of 28: 320 → 11.43 × 28 → 308, 420 = 15 × 28.
    private static readonly CoordinateFrame Pixels = CoordinateFrame.Of(PointUnit.PicturePixels, Page, scale: 2, factor: 28);
    private static readonly CoordinateFrame Thousandths = CoordinateFrame.Of(PointUnit.Thousandths, Page, scale: 2, factor: 32);
    private static readonly CoordinateFrame Css = CoordinateFrame.Of(PointUnit.PagePixels, Page, scale: 1, factor: 1);

    public static TheoryData<string> Names => [.. ActionDialects.Names];

    [Fact]
    public void A_point_is_kept_as_written_in_the_picture_and_on_the_page()
    {
        Assert.Equal((308, 420), (Pixels.PictureWidth, Pixels.PictureHeight));
        var place = Pixels.Place(154, 105)!.Value;
        Assert.Equal((new GuiPoint(154, 105), new GuiPoint(154, 105), new GuiPoint(80, 52.5)), (place.Raw, place.Model, place.Page));

        // 500 of 1000 is the middle: 160 of 320 picture pixels, 80 of 160 CSS pixels; 416 = 13 × 32.
        var middle = Thousandths.Place(500, 500)!.Value;
        Assert.Equal((new GuiPoint(500, 500), new GuiPoint(160, 208), new GuiPoint(80, 105)), (middle.Raw, middle.Model, middle.Page));
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, 1000.5)]
    [InlineData(double.NaN, 5)]
    [InlineData(double.PositiveInfinity, 5)]
    public void A_point_outside_the_frame_is_no_place(double x, double y) => Assert.Null(Thousandths.Place(x, y));

    [Fact]
    public void GUI_Libra_is_read()
    {
        var dialect = new GuiLibraDialect();
        var click = Read(dialect, Pixels, """<thinking>The button.</thinking><answer>{"action_description": "click", "action_type": "Click", "value": "None", "point_2d": [77, 210]}</answer>""");
        Assert.Equal((GuiActionType.Click, new GuiPoint(40, 105)), (click.Type, click.At!.Value.Page));

        var write = Read(dialect, Pixels, """{"action_type": "Write", "value": "hello", "point_2d": [-100, -100]}""");
        Assert.Equal((GuiActionType.Type, "hello", null), (write.Type, write.Text, write.At));

        // A swipe upwards moves half the page up: from 105 to 0.
        var swipe = Read(dialect, Pixels, """<answer>{"action_type": "Swipe", "value": "up", "point_2d": [154, 210]}</answer>""");
        Assert.Equal((GuiActionType.Drag, new GuiPoint(80, 0)), (swipe.Type, swipe.To!.Value.Page));
        Assert.Equal((0, 105), Read(dialect, Pixels, """<answer>{"action_type": "Scroll", "value": "down", "point_2d": "none"}</answer>""").Wheel);
        Assert.Equal("Enter", Read(dialect, Pixels, """<answer>{"action_type": "KeyboardPress", "value": "enter"}</answer>""").Keys);
    }

    [Theory]
    [InlineData("""<answer>{"action_type": "Click", "value": "None", "point_2d": [400, 10]}</answer>""", "from 0, 0 to 308, 420")]
    [InlineData("""<answer>{"action_type": "Click"}</answer>""", "point_2d for Click")]
    [InlineData("""<answer>{"action_type": "Jump", "point_2d": [1, 1]}</answer>""", "action_type of the list")]
    [InlineData("""<answer>{"action_type": "Wait"}</answer><answer>{"action_type": "Wait"}</answer>""", "one <answer>")]
    [InlineData("""<answer>{"action_type": "Wait", "action_type": "Click"}</answer>""", "one <answer>")]
    [InlineData("""<answer>{"action_type": "Wait", "reward": 1}</answer>""", "no fields but")]
    [InlineData("""<thinking><answer>{"action_type": "Wait"}</answer>""", "one <answer>")]
    public void GUI_Libra_says_what_it_expected(string text, string expected) =>
        Assert.Contains(expected, new GuiLibraDialect().Parse(text, Pixels).Failure);

    [Fact]
    public void Qwens_computer_use_is_read()
    {
        var dialect = new QwenDialect();
        Assert.Equal(new GuiPoint(80, 105), Read(dialect, Thousandths, """<tool_call>{"name": "computer_use", "arguments": {"action": "left_click", "coordinate": [500, 500]}}</tool_call>""").At!.Value.Page);
        Assert.Equal("Control+c", Read(dialect, Thousandths, """{"action": "key", "keys": ["ctrl", "c"]}""").Keys);
        Assert.Equal((0, 40), Read(dialect, Thousandths, """{"action": "scroll", "pixels": -40}""").Wheel);
        Assert.Equal(2500, Read(dialect, Thousandths, """{"action": "wait", "time": 2.5}""").Milliseconds);
        Assert.False(Read(dialect, Thousandths, """{"action": "terminate", "status": "failure"}""").IsSuccess);
    }

    [Theory]
    [InlineData("Thought: the box.\nAction: click(start_box='<|box_start|>(500,500)<|box_end|>')")]
    [InlineData("Action: click(point='<point>500 500</point>')")]
    [InlineData("click(start_box='[400, 400, 600, 600]')")]
    public void UI_TARS_points_come_in_three_spellings(string text) =>
        Assert.Equal(new GuiPoint(80, 105), Read(new UiTarsDialect(), Thousandths, text).At!.Value.Page);

    [Fact]
    public void UI_TARS_is_read()
    {
        var dialect = new UiTarsDialect();
        Assert.Equal("it's\n", Read(dialect, Thousandths, @"Action: type(content='it\'s\n')").Text);
        Assert.Equal("Control+a", Read(dialect, Thousandths, "Action: hotkey(key='ctrl a')").Keys);
        Assert.Equal(GuiActionType.Terminate, Read(dialect, Thousandths, "Action: finished()").Type);
        Assert.Contains("Action:", dialect.Parse("Action: wait()\nAction: wait()", Thousandths).Failure);
    }

    [Fact]
    public void BrowserGym_is_read()
    {
        var dialect = new BrowserGymDialect();
        Assert.Equal((GuiActionType.RightClick, "a12"), (Read(dialect, Css, "click('a12', button=\"right\")").Type, Read(dialect, Css, "click('a12', button=\"right\")").Element));
        Assert.Equal(("7", "x y", true), (Read(dialect, Css, "fill('7', 'x y')").Element, Read(dialect, Css, "fill('7', 'x y')").Text, Read(dialect, Css, "fill('7', 'x y')").IsReplacing));
        Assert.Equal("two", Read(dialect, Css, "select_option('7', ['two'])").Text);
        Assert.Equal(new GuiPoint(40, 90.5), Read(dialect, Css, "```python\nmouse_click(40, 90.5)\n```").At!.Value.Page);
        Assert.Equal(500, Read(dialect, Css, "noop(500)").Milliseconds);
        Assert.Null(dialect.Parse("click('1')\nclick('2')", Css).Action);
        Assert.Null(dialect.Parse("mouse_click(400, 90)", Css).Action);
        Assert.Null(dialect.Parse("__import__('os')", Css).Action);
    }

    [Fact]
    public void The_short_dialect_names_cells_by_letters()
    {
        var dialect = new ShortDialect(10, Page, isClickOnly: false);
        var click = Read(dialect, Css, "cbk");
        Assert.Equal((new GuiPoint(1, 10), new GuiPoint(15, 105)), (click.At!.Value.Raw, click.At!.Value.Page));
        Assert.Equal("two words", Read(dialect, Css, "ttwo words").Text);
        Assert.Equal("Enter", Read(dialect, Css, "ke").Keys);
        Assert.Equal(new GuiPoint(155, 205), Read(dialect, Css, "daapu").To!.Value.Page);

        // Sixteen columns a to p, 21 rows a to u.
        Assert.Null(dialect.Parse("cqa", Css).Action);
        Assert.Null(dialect.Parse("cav", Css).Action);
        Assert.StartsWith("[cwrlh][a-p][a-u]|", dialect.Text.Pattern);
        Assert.Equal("c[a-p][a-u]", new ShortDialect(10, Page, isClickOnly: true).Text.Pattern);
        Assert.Null(new ShortDialect(10, Page, isClickOnly: true).Parse("ke", Css).Action);
    }

    [Theory]
    [InlineData("return", "Enter")]
    [InlineData("ctrl+shift+a", "Control+Shift+a")]
    [InlineData("Control++", "Control++")]
    [InlineData("+", "+")]
    [InlineData("page_down", "PageDown")]
    [InlineData("a+b", null)]
    [InlineData("nokey", null)]
    [InlineData("", null)]
    public void Keys_have_one_name(string written, string? canonical) => Assert.Equal(canonical, KeyNames.Combination(written, '+'));

    [Fact]
    public void The_canonical_record_holds_all_three_frames() => Assert.Equal(
        """{"type":"click","at":[80,52.5],"of":[160,210],"model":[154,105],"raw":[154,105]}""",
        new GuiAction(GuiActionType.Click) { At = Pixels.Place(154, 105) }.Canonical);

    [Theory, MemberData(nameof(Names))]
    public void What_a_dialect_writes_it_reads_back(string name)
    {
        var frame = CoordinateFrame.Of(ActionDialects.Unit(name), Page, 2, 28);
        var dialect = ActionDialects.Create(name, Page, 10);
        var written = 0;
        foreach (var action in ActionSamples.All(frame))
        {
            if (dialect.Print(action, frame) is not { } text)
            {
                continue;
            }

            written++;
            var again = Read(dialect, frame, text);
            Assert.Equal((action.Type, action.Text, action.Keys, action.Element, action.IsSuccess), (again.Type, again.Text, again.Keys, again.Element, again.IsSuccess));
            // Printing rounds to the dialect's own unit; written once more it no longer changes.
            Assert.Equal(text, dialect.Print(again, frame));
        }

        Assert.InRange(written, name == "short_click" ? 1 : 8, int.MaxValue);
    }

    internal static GuiAction Read(IActionDialect dialect, CoordinateFrame frame, string text)
    {
        var parse = dialect.Parse(text, frame);
        Assert.True(parse.Action is not null, $"{text}: {parse.Failure}");
        return (GuiAction)parse.Action;
    }
}
