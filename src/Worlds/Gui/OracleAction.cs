using System.Text.Json;
using Agentic.Worlds.Gui.Actions;

namespace Agentic.Worlds.Gui;

/// <summary>Reads what a page says that should be done next.</summary>
internal static class OracleAction
{
    /// <summary>The action with places in the frame; null for none.</summary>
    /// <exception cref="JsonException">It is no action that is known.</exception>
    public static GuiAction? Read(JsonElement json, CoordinateFrame frame)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var at = Place("x", "y");
        return json.GetProperty("type").GetString() switch
        {
            "click" => new(GuiActionType.Click) { At = at },
            "double_click" => new(GuiActionType.DoubleClick) { At = at },
            "right_click" => new(GuiActionType.RightClick) { At = at },
            "long_press" => new(GuiActionType.LongPress) { At = at },
            "hover" => new(GuiActionType.Hover) { At = at },
            "drag" => new(GuiActionType.Drag) { At = at, To = Place("x2", "y2") },
            "type" => new(GuiActionType.Type) { Text = json.GetProperty("text").GetString() },
            "press" => new(GuiActionType.Press) { Keys = json.GetProperty("keys").GetString() },
            "scroll" => new(GuiActionType.Scroll) { At = at, Wheel = (Number("dx"), Number("dy")) },
            "select" => new(GuiActionType.Select) { At = at, Text = json.GetProperty("text").GetString() },
            "wait" => new(GuiActionType.Wait) { Milliseconds = (int)Math.Clamp(Number("ms"), 0, GuiAction.MaxWait) },
            "terminate" => new(GuiActionType.Terminate) { IsSuccess = true },
            var other => throw new JsonException($"The page's oracle must name a known type of action, but says '{other}'."),
        };

        GuiPlace? Place(string x, string y) => json.TryGetProperty(x, out _) ? frame.AtPage(Number(x), Number(y)) : null;
        double Number(string name) => json.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
    }
}
