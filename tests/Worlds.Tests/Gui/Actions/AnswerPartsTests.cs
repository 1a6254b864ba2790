using Agentic.Worlds.Gui.Actions;

namespace Agentic.Worlds.Tests.Gui.Actions;

/// <summary>What of an answer is thought, action and place, in each dialect.</summary>
public sealed class AnswerPartsTests
{
    [Theory]
    [InlineData("gui_libra", """<think>At [9, 9].</think> <answer>{"action_type": "Click", "value": "None", "point_2d": [77, 210]}</answer>""", "<answer>", "[77, 210]")]
    [InlineData("gui_libra", """<thinking>x</thinking><answer>{"action_type": "Write", "value": "\"point_2d\": [1, 2]", "point_2d": [-100, -100]}</answer>""", "<answer>", "")]
    [InlineData("gui_libra_1000", """<answer>{"point_2d": [1, 2.5]}</answer>""", "<answer>", "[1, 2.5]")]
    [InlineData("qwen", """<think>a</think><tool_call>{"arguments": {"action": "left_click_drag", "start_coordinate": [5, 6], "coordinate": [7, 8]}}</tool_call>""", "<tool_call>", "[5, 6]|[7, 8]")]
    [InlineData("qwen", """{"action": "scroll", "pixels": -40}""", "{", "")]
    [InlineData("ui_tars", "Thought: click(start_box='(1,1)') or so.\nAction: drag(start_box='(500,500)', end_box='(10,20)')", "Action: drag", "(500,500)|(10,20)")]
    [InlineData("ui_tars", "Action: click(point='<point>500 500</point>')", "Action:", "<point>500 500</point>")]
    [InlineData("ui_tars_pixels", "Action: type(content='[1,2]')", "Action:", "")]
    [InlineData("browsergym", "<think>click('1')</think>\nclick('a12', button='right')", "click('a12'", "'a12'")]
    [InlineData("browsergym", "```python\nmouse_drag_and_drop(40, 90.5, 1, 2)\n```", "```", "40, 90.5|1, 2")]
    [InlineData("browsergym", "scroll_at(1, 2, 0, 100)", "scroll_at", "1, 2")]
    [InlineData("browsergym", "fill('7', 'click(\"8\")')", "fill", "'7'")]
    [InlineData("browsergym", "scroll(0, 100)", "scroll", "")]
    [InlineData("short", "daapu", "daapu", "aapu")]
    [InlineData("short", "sbku", "sbku", "bk")]
    [InlineData("short", "tcab", "tcab", "")]
    [InlineData("short_click", "cbk", "cbk", "bk")]
    public void An_answer_is_taken_apart(string dialect, string text, string action, string places)
    {
        var parts = ActionDialects.Create(dialect, (160, 210), 10).Text.Dissect(text);

        Assert.StartsWith(action, text[parts.ActionStart..]);
        Assert.Equal(places, string.Join('|', parts.Places.Select(place => text.Substring(place.Start, place.Length))));
    }

    [Theory]
    [InlineData("<think>never closed, click('1')")]
    [InlineData("<think>a</think><thinking>click('1')")]
    [InlineData("")]
    public void A_thought_that_stays_open_leaves_no_action(string text)
    {
        var parts = new BrowserGymDialect().Text.Dissect(text);

        Assert.Equal(text.Length, parts.ActionStart);
        Assert.Empty(parts.Places);
    }

    // Every place that an action has stands among the places of its text.
    [Theory]
    [InlineData("gui_libra")]
    [InlineData("qwen")]
    [InlineData("ui_tars")]
    [InlineData("browsergym")]
    [InlineData("short")]
    public void What_a_dialect_writes_has_as_many_places_as_its_action(string name)
    {
        var frame = CoordinateFrame.Of(ActionDialects.Unit(name), (160, 210), 2, 28);
        var dialect = ActionDialects.Create(name, (160, 210), 10);
        foreach (var action in ActionSamples.All(frame).Where(action => dialect.Print(action, frame) is not null))
        {
            var again = ActionDialectTests.Read(dialect, frame, dialect.Print(action, frame)!);
            var hasPlace = again.At is not null || again.Element is not null;
            // The end of a swipe follows from its direction, and the short dialect writes two cells in a row.
            Assert.True(hasPlace == !dialect.Text.Dissect(dialect.Print(action, frame)!).Places.IsEmpty, dialect.Print(action, frame));
        }
    }
}
