using System.Text.RegularExpressions;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Actions;

/// <summary>BrowserGym: one Python-style call, by element (<c>click('12')</c>) or by place (<c>mouse_click(40, 90)</c>); code fences around it are understood.</summary>
public sealed class BrowserGymDialect : IActionDialect
{
    private const string Expected = "one call such as click('12') or mouse_click(40, 90)";
    private const string Fence = "```";

    // Positional arguments; what is written by name is rare, and counts as action.
    private const string Bid = """('[^'\\]*'|"[^"\\]*")""";
    private const string Point = @"([0-9.]+\s*,\s*[0-9.]+)";

    /// <inheritdoc/>
    public DialectText Text { get; } = new(
        "browsergym",
        "click(bid, button='left') | dblclick(bid) | hover(bid) | fill(bid, text) | clear(bid) | press(bid, keys) | focus(bid) | select_option(bid, option) | drag_and_drop(bid, bid) | scroll(dx, dy) | mouse_click(x, y, button='left') | mouse_dblclick(x, y) | mouse_move(x, y) | mouse_drag_and_drop(x, y, x2, y2) | scroll_at(x, y, dx, dy) | keyboard_press(keys) | keyboard_type(text) | keyboard_insert_text(text) | go_back() | go_forward() | goto(url) | noop(ms) | send_msg_to_user(text) | report_infeasible(reason)",
        "Answer with one call: click('12'), fill('12', 'text'), select_option('12', 'option'), press('12', 'Enter'), hover('12'), dblclick('12'), drag_and_drop('12', '15'), scroll(0, 100), mouse_click(x, y), keyboard_type('text'), keyboard_press('Enter'), go_back(), noop(), send_msg_to_user('answer') or report_infeasible('reason').")
    {
        Places = new Regex(
            $@"^(?:```(?:python\n)?)?\s*(?:(?:click|dblclick|hover|fill|clear|press|focus|select_option)\(\s*{Bid}|drag_and_drop\(\s*{Bid}\s*,\s*{Bid}"
            + $@"|(?:mouse_click|mouse_dblclick|mouse_move|scroll_at)\(\s*{Point}|mouse_drag_and_drop\(\s*{Point}\s*,\s*{Point})",
            RegexOptions.NonBacktracking),
    };

    /// <inheritdoc/>
    public ActionParse Parse(string answer, CoordinateFrame frame)
    {
        var final = DialectParts.Final(answer);
        if (final.StartsWith(Fence, StringComparison.Ordinal) && final.EndsWith(Fence, StringComparison.Ordinal) && final.Length > 2 * Fence.Length)
        {
            final = final[Fence.Length..^Fence.Length];
            final = final.StartsWith("python\n", StringComparison.Ordinal) ? final["python\n".Length..] : final;
        }

        return CallSyntax.Read(final) is { } call && (ByElement(call) ?? ByPlace(call, frame) ?? Other(call)) is { } action
            ? ActionParse.Understood(action)
            : DialectParts.Refused($"{Expected}, places from 0 to {frame.Limit.X}, {frame.Limit.Y}", final);
    }

    /// <inheritdoc/>
    public string? Print(GuiAction action, CoordinateFrame frame)
    {
        var at = action.At is { } place && frame.Write(place.Page) is var (x, y) ? $"{x}, {y}" : null;
        var to = action.To is { } end && frame.Write(end.Page) is var (x2, y2) ? $"{x2}, {y2}" : null;
        var element = action.Element is { } bid ? CallSyntax.Quote(bid) : null;
        return (action.Type, element, at) switch
        {
            (GuiActionType.Click, { } id, _) => $"click({id})",
            (GuiActionType.Click, _, { } point) => $"mouse_click({point})",
            (GuiActionType.RightClick, { } id, _) => $"click({id}, button='right')",
            (GuiActionType.RightClick, _, { } point) => $"mouse_click({point}, button='right')",
            (GuiActionType.DoubleClick, { } id, _) => $"dblclick({id})",
            (GuiActionType.DoubleClick, _, { } point) => $"mouse_dblclick({point})",
            (GuiActionType.Hover, { } id, _) => $"hover({id})",
            (GuiActionType.Hover, _, { } point) => $"mouse_move({point})",
            (GuiActionType.Drag, { } id, _) when action.ToElement is { } target => $"drag_and_drop({id}, {CallSyntax.Quote(target)})",
            (GuiActionType.Drag, _, { } point) when to is not null => $"mouse_drag_and_drop({point}, {to})",
            (GuiActionType.Type, { } id, _) when action.IsReplacing => $"fill({id}, {CallSyntax.Quote(action.Text!)})",
            (GuiActionType.Type, null, null) => $"keyboard_type({CallSyntax.Quote(action.Text!)})",
            (GuiActionType.Press, { } id, _) => $"press({id}, {CallSyntax.Quote(action.Keys!)})",
            (GuiActionType.Press, null, _) => $"keyboard_press({CallSyntax.Quote(action.Keys!)})",
            (GuiActionType.Select, { } id, _) => $"select_option({id}, {CallSyntax.Quote(action.Text!)})",
            (GuiActionType.Scroll, null, { } point) => $"scroll_at({point}, {action.Wheel.X:0.###}, {action.Wheel.Y:0.###})",
            (GuiActionType.Scroll, null, null) => $"scroll({action.Wheel.X:0.###}, {action.Wheel.Y:0.###})",
            (GuiActionType.Wait, _, _) => $"noop({action.Milliseconds})",
            (GuiActionType.GoBack, _, _) => "go_back()",
            (GuiActionType.GoForward, _, _) => "go_forward()",
            (GuiActionType.Open, _, _) => $"goto({CallSyntax.Quote(action.Text!)})",
            (GuiActionType.Answer, _, _) => $"send_msg_to_user({CallSyntax.Quote(action.Text!)})",
            (GuiActionType.Terminate, _, _) when !action.IsSuccess => "report_infeasible('')",
            _ => null,
        };
    }

    private static GuiAction? ByElement(CallSyntax call)
    {
        if (call.Text("bid", 0) is not { Length: > 0 and <= 16 } bid || !bid.All(char.IsAsciiLetterOrDigit))
        {
            bid = "";
        }

        var isRight = call.Text("button", 1) == "right";
        return (call.Name, bid) switch
        {
            (_, "") => call.Name == "drag_and_drop" && call.Text("from_bid", 0) is { } from && call.Text("to_bid", 1) is { } into
                ? new(GuiActionType.Drag) { Element = from, ToElement = into }
                : null,
            ("click", _) => new(isRight ? GuiActionType.RightClick : GuiActionType.Click) { Element = bid },
            ("dblclick", _) => new(GuiActionType.DoubleClick) { Element = bid },
            ("hover", _) => new(GuiActionType.Hover) { Element = bid },
            ("focus", _) => new(GuiActionType.Click) { Element = bid },
            ("clear", _) => new(GuiActionType.Type) { Element = bid, Text = "", IsReplacing = true },
            ("fill", _) when call.Text("value", 1) is { } text && DialectParts.IsText(text) => new(GuiActionType.Type) { Element = bid, Text = text, IsReplacing = true },
            ("press", _) when KeyNames.Combination(call.Text("key_comb", 1) ?? "", '+') is { } keys => new(GuiActionType.Press) { Element = bid, Keys = keys },
            ("select_option", _) when Option(call) is { } option => new(GuiActionType.Select) { Element = bid, Text = option },
            ("drag_and_drop", _) when call.Text("to_bid", 1) is { } into => new(GuiActionType.Drag) { Element = bid, ToElement = into },
            _ => null,
        };
    }

    private static GuiAction? ByPlace(CallSyntax call, CoordinateFrame frame)
    {
        var (first, second) = (call.Number("x", 0), call.Number("y", 1));
        if (call.Name == "scroll" && call.Number("delta_x", 0) is { } dx && call.Number("delta_y", 1) is { } dy)
        {
            return new(GuiActionType.Scroll) { Wheel = Bounded(dx, dy) };
        }

        if ((call.Number("from_x", 0) ?? first) is not { } x || (call.Number("from_y", 1) ?? second) is not { } y || frame.Place(x, y) is not { } at)
        {
            return null;
        }

        return call.Name switch
        {
            "mouse_click" => new(call.Text("button", 2) == "right" ? GuiActionType.RightClick : GuiActionType.Click) { At = at },
            "mouse_dblclick" => new(GuiActionType.DoubleClick) { At = at },
            "mouse_move" => new(GuiActionType.Hover) { At = at },
            "mouse_drag_and_drop" when call.Number("to_x", 2) is { } toX && call.Number("to_y", 3) is { } toY && frame.Place(toX, toY) is { } to => new(GuiActionType.Drag) { At = at, To = to },
            "scroll_at" when call.Number("dx", 2) is { } turnX && call.Number("dy", 3) is { } turnY => new(GuiActionType.Scroll) { At = at, Wheel = Bounded(turnX, turnY) },
            _ => null,
        };
    }

    private static GuiAction? Other(CallSyntax call)
    {
        var text = call.Text("text", 0) ?? call.Text("reason", 0) ?? call.Text("url", 0);
        return call.Name switch
        {
            "keyboard_press" when KeyNames.Combination(call.Text("key", 0) ?? "", '+') is { } keys => new(GuiActionType.Press) { Keys = keys },
            "keyboard_type" or "keyboard_insert_text" when DialectParts.IsText(text) => new(GuiActionType.Type) { Text = text },
            "send_msg_to_user" when DialectParts.IsText(text) => new(GuiActionType.Answer) { Text = text },
            "report_infeasible" when DialectParts.IsText(text) => new(GuiActionType.Terminate),
            "goto" when DialectParts.IsText(text) => new(GuiActionType.Open) { Text = text },
            "go_back" when call.HasOnly(0) => new(GuiActionType.GoBack),
            "go_forward" when call.HasOnly(0) => new(GuiActionType.GoForward),
            "noop" when call.HasOnly(1, "wait_ms") => new(GuiActionType.Wait) { Milliseconds = (int)Math.Clamp(call.Number("wait_ms", 0) ?? 1000, 0, GuiAction.MaxWait) },
            _ => null,
        };
    }

    private static string? Option(CallSyntax call)
    {
        var value = call.Named.GetValueOrDefault("options") ?? (call.Arguments.Count > 1 ? call.Arguments[1] : null);
        var option = value as string ?? (value is List<string> { Count: 1 } only ? only[0] : null);
        return DialectParts.IsText(option) ? option : null;
    }

    private static (double X, double Y) Bounded(double x, double y) => (Math.Clamp(x, -10_000, 10_000), Math.Clamp(y, -10_000, 10_000));
}
