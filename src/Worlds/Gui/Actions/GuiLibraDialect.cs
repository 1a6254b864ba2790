using System.Text.Json;
using System.Text.RegularExpressions;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Actions;

/// <summary>
/// GUI-Libra: <c>&lt;answer&gt;{"action_description":"…","action_type":"Click","value":"None","point_2d":[x,y]}&lt;/answer&gt;</c>, thoughts before it.
/// </summary>
/// <remarks>The frame says whether points are pixels of the resized picture (Qwen2.5-VL) or thousandths (Qwen3-VL). <c>[-100,-100]</c> and <c>none</c> mean no point.</remarks>
public sealed class GuiLibraDialect : IActionDialect
{
    private const string Expected = "one <answer> with a JSON object of action_type, value and point_2d";
    private static readonly string[] Fields = ["action_description", "action_type", "value", "point_2d"];

    /// <inheritdoc/>
    public DialectText Text { get; } = new(
        "gui_libra",
        "<answer>{\"action_description\": …, \"action_type\": Click | Write | Terminate | Swipe | Scroll | NavigateHome | Answer | Wait | OpenAPP | NavigateBack | KeyboardPress | LongPress | Select, \"value\": …, \"point_2d\": [x, y]}</answer>",
        "Answer with <answer>{\"action_description\": \"...\", \"action_type\": \"Click\", \"value\": \"None\", \"point_2d\": [x, y]}</answer>. Types: Click, LongPress, Write (value: the text), Select (value: the option), Scroll and Swipe (value: up, down, left or right), KeyboardPress (value: the key), Wait, NavigateBack, Answer, Terminate (value: success or failure).")
    {
        Places = new Regex("\"point_2d\"\\s*:\\s*(\\[\\s*[0-9.]+\\s*,\\s*[0-9.]+\\s*\\])", RegexOptions.NonBacktracking),
    };

    /// <inheritdoc/>
    public ActionParse Parse(string answer, CoordinateFrame frame)
    {
        var final = DialectParts.Final(answer);
        if (DialectParts.Within(final, "<answer>", "</answer>") is not { } inside || DialectParts.Json(inside) is not { } json)
        {
            return DialectParts.Refused(Expected, final);
        }

        if (json.EnumerateObject().FirstOrDefault(field => !Fields.Contains(field.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } other)
        {
            return DialectParts.Refused($"no fields but {string.Join(", ", Fields)}", other.Name);
        }

        if (!HasNoPoint(json) && DialectParts.Pair(json, "point_2d") is null)
        {
            return DialectParts.Refused("point_2d to be [x, y] or none", json.GetProperty("point_2d").GetRawText());
        }

        var at = HasNoPoint(json) || DialectParts.Pair(json, "point_2d") is not var (x, y) ? null : frame.Place(x, y);
        if (at is null && !HasNoPoint(json))
        {
            return DialectParts.Refused(frame.Expectation, json.GetProperty("point_2d").GetRawText());
        }

        var value = DialectParts.Text(json, "value");
        return Build(DialectParts.Text(json, "action_type") ?? "", at, value is null || value.Equals("none", StringComparison.OrdinalIgnoreCase) ? "" : value, frame);
    }

    /// <inheritdoc/>
    public string? Print(GuiAction action, CoordinateFrame frame) => action.Type switch
    {
        GuiActionType.Click when action.At is not null => Write("Click", null, action.At),
        GuiActionType.LongPress when action.At is not null => Write("LongPress", null, action.At),
        GuiActionType.Type when action.Element is null => Write("Write", action.Text, action.At),
        GuiActionType.Select => Write("Select", action.Text, action.At),
        GuiActionType.Scroll => Write("Scroll", DialectParts.Direction(action.Wheel), action.At),
        GuiActionType.Drag when action is { At: { } from, To: { } to } => Write("Swipe", DialectParts.Direction((to.Page.X - from.Page.X, to.Page.Y - from.Page.Y)), action.At),
        GuiActionType.Press => Write("KeyboardPress", action.Keys, null),
        GuiActionType.Wait => Write("Wait", null, null),
        GuiActionType.GoBack => Write("NavigateBack", null, null),
        GuiActionType.GoHome => Write("NavigateHome", null, null),
        GuiActionType.Open => Write("OpenAPP", action.Text, null),
        GuiActionType.Answer => Write("Answer", action.Text, null),
        GuiActionType.Terminate => Write("Terminate", action.IsSuccess ? "success" : "failure", null),
        _ => null,
    } is { } body ? $"<answer>{body(frame)}</answer>" : null;

    private static Func<CoordinateFrame, string> Write(string type, string? value, GuiPlace? at) => frame =>
    {
        var point = at is { } place && frame.Write(place.Page) is var (x, y) ? $"[{x}, {y}]" : "[-100, -100]";
        return $$"""{"action_description": {{JsonSerializer.Serialize(type)}}, "action_type": "{{type}}", "value": {{JsonSerializer.Serialize(value ?? "None")}}, "point_2d": {{point}}}""";
    };

    private static bool HasNoPoint(JsonElement json) => !json.TryGetProperty("point_2d", out var point)
        || point.ValueKind == JsonValueKind.Null
        || (point.ValueKind == JsonValueKind.String && DialectParts.Text(json, "point_2d") is { } word && word.Equals("none", StringComparison.OrdinalIgnoreCase))
        || DialectParts.Pair(json, "point_2d") is (-100, -100);

    private static ActionParse Build(string type, GuiPlace? at, string value, CoordinateFrame frame)
    {
        if (type is "Click" or "LongPress" or "Swipe" && at is null)
        {
            return DialectParts.Refused($"point_2d for {type}", "none");
        }

        if (type is "Write" or "Select" or "OpenAPP" or "Answer" && !DialectParts.IsText(value))
        {
            return DialectParts.Refused($"a value of at most {GuiAction.MaxText} characters", value);
        }

        GuiAction? action = type switch
        {
            "Click" => new(GuiActionType.Click) { At = at },
            "LongPress" => new(GuiActionType.LongPress) { At = at },
            "Write" => new(GuiActionType.Type) { At = at, Text = value },
            "Select" => new(GuiActionType.Select) { At = at, Text = value },
            "Scroll" when DialectParts.Wheel(value, frame) is { } wheel => new(GuiActionType.Scroll) { At = at, Wheel = wheel },
            "Swipe" when DialectParts.SwipeEnd(at!.Value, value, frame) is { } end => new(GuiActionType.Drag) { At = at, To = end },
            "KeyboardPress" when KeyNames.Combination(value, '+') is { } keys => new(GuiActionType.Press) { Keys = keys },
            "Wait" => new(GuiActionType.Wait) { Milliseconds = 1000 },
            "NavigateBack" => new(GuiActionType.GoBack),
            "NavigateHome" => new(GuiActionType.GoHome),
            "OpenAPP" => new(GuiActionType.Open) { Text = value },
            "Answer" => new(GuiActionType.Answer) { Text = value },
            "Terminate" => new(GuiActionType.Terminate) { IsSuccess = !value.StartsWith("fail", StringComparison.OrdinalIgnoreCase) },
            _ => null,
        };
        return action is null ? DialectParts.Refused("an action_type of the list with a value that goes with it", $"{type} {value}") : ActionParse.Understood(action);
    }
}
