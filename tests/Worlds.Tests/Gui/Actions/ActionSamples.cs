using Agentic.Worlds.Gui.Actions;

namespace Agentic.Worlds.Tests.Gui.Actions;

/// <summary>One action of each kind, and a few odd texts.</summary>
internal static class ActionSamples
{
    public static IEnumerable<GuiAction> All(CoordinateFrame frame)
    {
        var (at, to) = (frame.AtPage(45, 105), frame.AtPage(75, 105));
        yield return new(GuiActionType.Click) { At = at };
        yield return new(GuiActionType.DoubleClick) { At = at };
        yield return new(GuiActionType.RightClick) { At = at };
        yield return new(GuiActionType.LongPress) { At = at };
        yield return new(GuiActionType.Hover) { At = at };
        yield return new(GuiActionType.Drag) { At = at, To = to };
        yield return new(GuiActionType.Type) { Text = "hello" };
        yield return new(GuiActionType.Type) { Text = " it's \"quoted\" \\ " };
        yield return new(GuiActionType.Press) { Keys = "Enter" };
        yield return new(GuiActionType.Press) { Keys = "Control+a" };
        yield return new(GuiActionType.Press) { Keys = " " };
        yield return new(GuiActionType.Scroll) { At = at, Wheel = (0, 105) };
        yield return new(GuiActionType.Scroll) { At = at, Wheel = (0, -105) };
        yield return new(GuiActionType.Select) { At = at, Text = "Option 2" };
        yield return new(GuiActionType.Wait) { Milliseconds = 1000 };
        yield return new(GuiActionType.GoBack);
        yield return new(GuiActionType.GoHome);
        yield return new(GuiActionType.Answer) { Text = "42" };
        yield return new(GuiActionType.Terminate) { IsSuccess = true };
        yield return new(GuiActionType.Terminate);
        yield return new(GuiActionType.Click) { Element = "12" };
        yield return new(GuiActionType.Type) { Element = "12", Text = "x", IsReplacing = true };
    }
}
