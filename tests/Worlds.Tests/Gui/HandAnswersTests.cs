using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Gui;

namespace Agentic.Worlds.Tests.Gui;

/// <summary>What hands do at a page is an answer that the page's own dialect reads back. No browser is needed for that.</summary>
public sealed class HandAnswersTests
{
    public static TheoryData<string> Dialects => [.. GuiOptions.All.Single(option => option.Name == "dialect").Values];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_click_falls_where_the_hand_was_in_every_dialect(string dialect)
    {
        await using var kind = new GuiWorldKind(new Dictionary<string, string> { ["page"] = "click-target", ["dialect"] = dialect });
        var task = kind.Generate(1, Difficulty.Default);
        var answer = kind.AnswerOf(task, new HandInput.Click(0.25, 0.5));
        Assert.NotNull(answer);
        using var action = JsonDocument.Parse(kind.Parse(task, answer).Action!.Canonical);
        Assert.Equal("click", action.RootElement.GetProperty("type").GetString());
        var (at, of) = (action.RootElement.GetProperty("at"), action.RootElement.GetProperty("of"));

        // A dialect of cells is no finer than its cells, of which a page has ten across at least.
        Assert.Equal(0.25, at[0].GetDouble() / of[0].GetDouble(), 0.05);
        Assert.Equal(0.5, at[1].GetDouble() / of[1].GetDouble(), 0.05);
    }

    [Fact]
    public async Task Every_thing_that_hands_do_is_said()
    {
        await using var kind = new GuiWorldKind(new Dictionary<string, string> { ["page"] = "click-target", ["dialect"] = "browsergym" });
        var task = kind.Generate(1, Difficulty.Default);
        string? Of(HandInput input) => kind.AnswerOf(task, input);
        Assert.Equal("mouse_click(40, 105)", Of(new HandInput.Click(0.25, 0.5)));
        Assert.Equal("mouse_dblclick(40, 105)", Of(new HandInput.Click(0.25, 0.5, ClickKind.Double)));
        Assert.Equal("mouse_click(40, 105, button='right')", Of(new HandInput.Click(0.25, 0.5, ClickKind.Right)));
        Assert.Equal("mouse_drag_and_drop(0, 0, 160, 210)", Of(new HandInput.Drag(0, 0, 1, 1)));
        Assert.Equal("scroll_at(80, 105, 0, 200)", Of(new HandInput.Wheel(0.5, 0.5, 2)));
        Assert.Equal("keyboard_press('Control+a')", Of(new HandInput.Key("Control+a")));
        Assert.Equal("keyboard_type('it\\'s')", Of(new HandInput.Line("it's")));
        Assert.Null(Of(new HandInput.Key("Hyper+q")));
        Assert.Null(Of(new HandInput.Line("")));
        Assert.Null(Of(new HandInput.Line(new string('x', 2001))));
    }
}
