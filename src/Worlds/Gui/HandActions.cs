using Agentic.Agents;
using Agentic.Worlds.Gui.Actions;

namespace Agentic.Worlds.Gui;

/// <summary>What a person's hands do at a page, as an action. Pure.</summary>
internal static class HandActions
{
    // A notch of a wheel in browsers.
    private const double WheelPixels = 100;

    /// <summary>The action, or null for a key that no page knows.</summary>
    public static GuiAction? Of(HandInput input, CoordinateFrame frame)
    {
        return input switch
        {
            HandInput.Click click => new GuiAction(TypeOf(click.Kind)) { At = Place(click.X, click.Y) },
            HandInput.Drag drag => new GuiAction(GuiActionType.Drag) { At = Place(drag.X, drag.Y), To = Place(drag.ToX, drag.ToY) },
            HandInput.Wheel wheel => new GuiAction(GuiActionType.Scroll) { At = Place(wheel.X, wheel.Y), Wheel = (0, wheel.Steps * WheelPixels) },
            HandInput.Key key => KeyNames.Combination(key.Name, '+') is { } keys ? new GuiAction(GuiActionType.Press) { Keys = keys } : null,
            HandInput.Line { Words.Length: > 0 and <= GuiAction.MaxText } line => new GuiAction(GuiActionType.Type) { Text = line.Words },
            _ => null,
        };

        GuiPlace Place(double x, double y) => frame.AtPage(x * frame.PageWidth, y * frame.PageHeight);
    }

    private static GuiActionType TypeOf(ClickKind kind) => kind switch
    {
        ClickKind.Right => GuiActionType.RightClick,
        ClickKind.Double => GuiActionType.DoubleClick,
        _ => GuiActionType.Click,
    };
}
