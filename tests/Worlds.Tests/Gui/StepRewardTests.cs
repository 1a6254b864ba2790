using Agentic.Worlds.Gui;
using Agentic.Worlds.Gui.Actions;

namespace Agentic.Worlds.Tests.Gui;

/// <summary>0.1 format + 0.9 type · value · place. The page is 200 × 100 CSS pixels.</summary>
public sealed class StepRewardTests
{
    private static readonly CoordinateFrame Frame = new(PointUnit.PagePixels, 200, 100, 200, 100);
    private static readonly GuiBox Box = new(40, 20, 20, 10);

    // Format ok, type ok, value ok, point outside: 0.1. A point on the edge is not strictly inside.
    [Theory]
    [InlineData(50, 25, 1.0)]
    [InlineData(61, 25, 0.1)]
    [InlineData(60, 25, 0.1)]
    [InlineData(50, 31, 0.1)]
    public void A_click_counts_inside_the_box_of_its_target(double x, double y, double expected) =>
        Assert.Equal(expected, StepReward.Of(Click(x, y), true, Click(50, 25), Box).Total, 1e-12);

    // Without a box: 9.9 of 200 is 0.0495 < 0.05, 10.1 of 200 is 0.0505. Both axes: √(0.04² + 0.04²) = 0.0566.
    [Theory]
    [InlineData(59.9, 25, 1.0)]
    [InlineData(60.1, 25, 0.1)]
    [InlineData(58, 25, 1.0)]
    [InlineData(58, 29, 0.1)]
    public void Without_a_box_it_counts_near_the_demonstrated_point(double x, double y, double expected) =>
        Assert.Equal(expected, StepReward.Of(Click(x, y), true, Click(50, 25), null).Total, 1e-12);

    [Fact]
    public void Format_and_accuracy_are_paid_apart()
    {
        Assert.Equal(0.9, StepReward.Of(Click(50, 25), false, Click(50, 25), Box).Total, 1e-12);
        Assert.Equal(0, StepReward.Of(null, false, Click(50, 25), Box).Total);
        Assert.Equal(0.1, StepReward.Of(null, true, Click(50, 25), Box).Total, 1e-12);
        Assert.Equal(0.1, StepReward.Of(Click(50, 25) with { Type = GuiActionType.Hover }, true, Click(50, 25), Box).Total, 1e-12);
        Assert.Equal([("outcome", 1.0), ("format", 0.0)], StepReward.Of(Click(50, 25), false, Click(50, 25), Box).Parts.Parts.Select(part => (part.Name, part.Value)));
    }

    // Two of two and three words shared: 2 · 2 / (2 + 3) = 0.8. One word of a text of four: 2 · 1 / (1 + 4) = 0.4, although it is contained.
    [Theory]
    [InlineData("Red Shoes", "red shoes size", 0.8)]
    [InlineData("red", "red shoes size nine", 0.4)]
    [InlineData("red red red", "red", 1.0)]
    [InlineData("-5", "5", 0.0)]
    [InlineData("", " ", 1.0)]
    [InlineData("", "a", 0.0)]
    public void Texts_are_compared_by_their_words(string said, string shown, double score)
    {
        Assert.Equal(score, StepReward.TextScore(said, shown), 1e-12);
        Assert.Equal(score >= 0.5, StepReward.Of(Type(said), true, Type(shown), Box).HasValue);
    }

    [Fact]
    public void Each_type_is_compared_by_what_it_says()
    {
        var (press, copy) = (new GuiAction(GuiActionType.Press) { Keys = "Control+a" }, new GuiAction(GuiActionType.Press) { Keys = "Control+c" });
        Assert.Equal((1.0, 0.0), (Accuracy(press, press), Accuracy(copy, press)));
        var (down, up) = (new GuiAction(GuiActionType.Scroll) { Wheel = (0, 50) }, new GuiAction(GuiActionType.Scroll) { Wheel = (0, -50) });
        Assert.Equal((1.0, 0.0), (Accuracy(down with { Wheel = (3, 9) }, down), Accuracy(up, down)));
        var done = new GuiAction(GuiActionType.Terminate) { IsSuccess = true };
        Assert.Equal((1.0, 0.0), (Accuracy(done, done), Accuracy(done with { IsSuccess = false }, done)));
        Assert.Equal(1, Accuracy(new(GuiActionType.Wait) { Milliseconds = 5 }, new(GuiActionType.Wait) { Milliseconds = 1000 }));
        Assert.Equal((1.0, 0.0), (Accuracy(Drag(50, 25, 50, 90), Drag(50, 25, 60, 80)), Accuracy(Drag(50, 25, 150, 25), Drag(50, 25, 50, 90))));
        Assert.Equal((1.0, 0.0), (Accuracy(Drag(9, 9, 9, 90), Drag(50, 25, 50, 90), null), Accuracy(Drag(9, 9, 9, 90), Drag(50, 25, 50, 90))));
        Assert.Equal((1.0, 0.0), (Accuracy(Element("7"), Element("7"), null), Accuracy(Element("8"), Element("7"))));
    }

    private static double Accuracy(GuiAction said, GuiAction shown) => Accuracy(said, shown, Box);

    private static double Accuracy(GuiAction said, GuiAction shown, GuiBox? box) => StepReward.Of(said, true, shown, box).Accuracy;

    private static GuiAction Click(double x, double y) => new(GuiActionType.Click) { At = Frame.AtPage(x, y) };

    private static GuiAction Drag(double x, double y, double x2, double y2) => new(GuiActionType.Drag) { At = Frame.AtPage(x, y), To = Frame.AtPage(x2, y2) };

    private static GuiAction Type(string text) => new(GuiActionType.Type) { Text = text };

    private static GuiAction Element(string bid) => new(GuiActionType.Click) { Element = bid };
}
