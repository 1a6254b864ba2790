namespace Agentic.Worlds.Gui.Actions;

/// <summary>The canonical words for types of actions.</summary>
internal static class GuiActionNames
{
    private static readonly Dictionary<GuiActionType, string> Names = new()
    {
        [GuiActionType.Click] = "click",
        [GuiActionType.DoubleClick] = "double_click",
        [GuiActionType.RightClick] = "right_click",
        [GuiActionType.LongPress] = "long_press",
        [GuiActionType.Hover] = "hover",
        [GuiActionType.Drag] = "drag",
        [GuiActionType.Type] = "type",
        [GuiActionType.Press] = "press",
        [GuiActionType.Scroll] = "scroll",
        [GuiActionType.Select] = "select",
        [GuiActionType.Wait] = "wait",
        [GuiActionType.GoBack] = "go_back",
        [GuiActionType.GoForward] = "go_forward",
        [GuiActionType.GoHome] = "go_home",
        [GuiActionType.Open] = "open",
        [GuiActionType.Answer] = "answer",
        [GuiActionType.Terminate] = "terminate",
    };

    /// <summary>The word of a type.</summary>
    public static string Of(GuiActionType type) => Names[type];
}
