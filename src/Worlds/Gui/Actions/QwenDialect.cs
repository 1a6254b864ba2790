using System.Text.Json;
using System.Text.RegularExpressions;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Actions;

/// <summary>
/// The computer-use tool of the Qwen families: <c>&lt;tool_call&gt;{"name":"computer_use","arguments":{"action":"left_click","coordinate":[x,y]}}&lt;/tool_call&gt;</c>;
/// the arguments alone are understood as well.
/// </summary>
public sealed class QwenDialect : IActionDialect
{
    private const string Expected = "a tool call with a JSON object of action and what goes with it";
    private static readonly string[] Fields = ["action", "coordinate", "text", "keys", "pixels", "time", "status", "start_coordinate"];

    /// <inheritdoc/>
    public DialectText Text { get; } = new(
        "qwen",
        "<tool_call>{\"name\": \"computer_use\", \"arguments\": {\"action\": left_click | double_click | right_click | mouse_move | left_click_drag | type | key | scroll | wait | answer | terminate, …}}</tool_call>",
        "Call computer_use: <tool_call>{\"name\": \"computer_use\", \"arguments\": {\"action\": \"left_click\", \"coordinate\": [x, y]}}</tool_call>. Actions: left_click, double_click, right_click, mouse_move, left_click_drag (start_coordinate, coordinate), type (text), key (keys), scroll (pixels, positive is up), wait (time in seconds), answer (text), terminate (status).")
    {
        Places = new Regex("\"(?:start_)?coordinate\"\\s*:\\s*(\\[\\s*[0-9.]+\\s*,\\s*[0-9.]+\\s*\\])", RegexOptions.NonBacktracking),
    };

    /// <inheritdoc/>
    public ActionParse Parse(string answer, CoordinateFrame frame)
    {
        var final = DialectParts.Final(answer);
        if (DialectParts.Within(final, "<tool_call>", "</tool_call>") is not { } inside || DialectParts.Json(inside) is not { } json)
        {
            return DialectParts.Refused(Expected, final);
        }

        if (json.TryGetProperty("arguments", out var arguments))
        {
            if (DialectParts.Text(json, "name") != "computer_use" || arguments.ValueKind != JsonValueKind.Object)
            {
                return DialectParts.Refused("a call of computer_use", inside);
            }

            json = arguments;
        }

        if (json.EnumerateObject().FirstOrDefault(field => !Fields.Contains(field.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } other)
        {
            return DialectParts.Refused($"no arguments but {string.Join(", ", Fields)}", other.Name);
        }

        var action = DialectParts.Text(json, "action") ?? "";
        var (at, start) = (Place(json, "coordinate", frame), Place(json, "start_coordinate", frame));
        if ((json.TryGetProperty("coordinate", out _) && at is null) || (action is "left_click" or "double_click" or "right_click" or "mouse_move" or "left_click_drag" && at is null))
        {
            return DialectParts.Refused(frame.Expectation, json.GetRawText());
        }

        return Build(action, at, start, json) is { } built ? ActionParse.Understood(built) : DialectParts.Refused(Expected, json.GetRawText());
    }

    /// <inheritdoc/>
    public string? Print(GuiAction action, CoordinateFrame frame)
    {
        var arguments = action.Type switch
        {
            GuiActionType.Click when action.At is { } at => $"\"action\": \"left_click\", \"coordinate\": {Point(at)}",
            GuiActionType.DoubleClick when action.At is { } at => $"\"action\": \"double_click\", \"coordinate\": {Point(at)}",
            GuiActionType.RightClick when action.At is { } at => $"\"action\": \"right_click\", \"coordinate\": {Point(at)}",
            GuiActionType.Hover when action.At is { } at => $"\"action\": \"mouse_move\", \"coordinate\": {Point(at)}",
            GuiActionType.Drag when action is { At: { } from, To: { } to } => $"\"action\": \"left_click_drag\", \"start_coordinate\": {Point(from)}, \"coordinate\": {Point(to)}",
            GuiActionType.Type when action is { At: null, Element: null } => $"\"action\": \"type\", \"text\": {JsonSerializer.Serialize(action.Text)}",
            GuiActionType.Press => $"\"action\": \"key\", \"keys\": {JsonSerializer.Serialize(KeyNames.Split(action.Keys!))}",
            GuiActionType.Scroll when action.At is { } at => $"\"action\": \"scroll\", \"coordinate\": {Point(at)}, \"pixels\": {-(int)Math.Round(action.Wheel.Y)}",
            GuiActionType.Scroll => $"\"action\": \"scroll\", \"pixels\": {-(int)Math.Round(action.Wheel.Y)}",
            GuiActionType.Wait => $"\"action\": \"wait\", \"time\": {action.Milliseconds / 1000.0:0.###}",
            GuiActionType.Answer => $"\"action\": \"answer\", \"text\": {JsonSerializer.Serialize(action.Text)}",
            GuiActionType.Terminate => $"\"action\": \"terminate\", \"status\": \"{(action.IsSuccess ? "success" : "failure")}\"",
            _ => null,
        };
        return arguments is null ? null : "<tool_call>{\"name\": \"computer_use\", \"arguments\": {" + arguments + "}}</tool_call>";

        string Point(GuiPlace place) => frame.Write(place.Page) is var (x, y) ? $"[{x}, {y}]" : "";
    }

    private static GuiPlace? Place(JsonElement json, string field, CoordinateFrame frame) =>
        DialectParts.Pair(json, field) is var (x, y) ? frame.Place(x, y) : null;

    private static GuiAction? Build(string action, GuiPlace? at, GuiPlace? start, JsonElement json)
    {
        var text = DialectParts.Text(json, "text");
        return action switch
        {
            "left_click" => new(GuiActionType.Click) { At = at },
            "double_click" => new(GuiActionType.DoubleClick) { At = at },
            "right_click" => new(GuiActionType.RightClick) { At = at },
            "mouse_move" => new(GuiActionType.Hover) { At = at },
            "left_click_drag" when start is not null => new(GuiActionType.Drag) { At = start, To = at },
            "type" when DialectParts.IsText(text) => new(GuiActionType.Type) { Text = text },
            "answer" when DialectParts.IsText(text) => new(GuiActionType.Answer) { Text = text },
            "key" when Keys(json) is { } keys => new(GuiActionType.Press) { Keys = keys },
            "scroll" when Number(json, "pixels") is { } pixels => new(GuiActionType.Scroll) { At = at, Wheel = (0, Math.Clamp(-pixels, -10_000, 10_000)) },
            "wait" => new(GuiActionType.Wait) { Milliseconds = (int)(Math.Clamp(Number(json, "time") ?? 1, 0, GuiAction.MaxWait / 1000.0) * 1000) },
            "terminate" when DialectParts.Text(json, "status") is "success" or "failure" => new(GuiActionType.Terminate) { IsSuccess = DialectParts.Text(json, "status") == "success" },
            _ => null,
        };
    }

    private static double? Number(JsonElement json, string field) =>
        json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    private static string? Keys(JsonElement json)
    {
        if (!json.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array || keys.GetArrayLength() is 0 or > 4)
        {
            return null;
        }

        var names = new List<string>();
        foreach (var key in keys.EnumerateArray())
        {
            if (key.ValueKind != JsonValueKind.String || KeyNames.Canonical(Word(key)) is not { } name)
            {
                return null;
            }

            names.Add(name);
        }

        return KeyNames.Combination(string.Join('+', names), '+');
    }

    private static string Word(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
