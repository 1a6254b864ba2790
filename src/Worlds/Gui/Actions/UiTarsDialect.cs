using System.Globalization;
using System.Text.RegularExpressions;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Actions;

/// <summary>UI-TARS: <c>Thought: …</c>, then <c>Action: click(start_box='(x,y)')</c>; the newer <c>point='&lt;point&gt;x y&lt;/point&gt;'</c> is understood as well.</summary>
/// <remarks>The frame says whether points are thousandths (UI-TARS 1.0) or pixels of the resized picture (1.5).</remarks>
public sealed class UiTarsDialect : IActionDialect
{
    private const string Expected = "Action: followed by one call such as click(start_box='(x,y)')";
    private const string Mark = "Action:";

    /// <inheritdoc/>
    public DialectText Text { get; } = new(
        "ui_tars",
        "Thought: … Action: click | left_double | right_single | long_press | hover (start_box='(x,y)'), drag(start_box, end_box), hotkey(key), type(content), scroll(start_box, direction), select(start_box, content), open_app(app_name), wait(), press_back(), press_home(), finished(content)",
        "Answer with 'Thought: ...' and then 'Action: ...', where the action is one of click(start_box='(x,y)'), left_double(start_box='(x,y)'), right_single(start_box='(x,y)'), drag(start_box='(x1,y1)', end_box='(x2,y2)'), hotkey(key='ctrl c'), type(content='text'), scroll(start_box='(x,y)', direction='down'), wait(), press_back(), finished(content='').")
    {
        ActionMark = Mark,
        Places = new Regex("[(,]\\s*(?:start_box|end_box|(?:start_|end_)?point)\\s*=\\s*(?:'([^'\\\\]*)'|\"([^\"\\\\]*)\")", RegexOptions.NonBacktracking),
    };

    /// <inheritdoc/>
    public ActionParse Parse(string answer, CoordinateFrame frame)
    {
        var final = DialectParts.Final(answer);
        var mark = final.LastIndexOf(Mark, StringComparison.Ordinal);
        if (mark != final.IndexOf(Mark, StringComparison.Ordinal) || CallSyntax.Read(mark < 0 ? final : final[(mark + Mark.Length)..]) is not { } call)
        {
            return DialectParts.Refused(Expected, final);
        }

        return Build(call, frame) is { } action ? ActionParse.Understood(action) : DialectParts.Refused($"a known action with its arguments, points from 0 to {frame.Limit.X}, {frame.Limit.Y}", call.Name);
    }

    /// <inheritdoc/>
    public string? Print(GuiAction action, CoordinateFrame frame)
    {
        var call = action.Type switch
        {
            GuiActionType.Click when action.At is { } at => $"click(start_box='{Box(at)}')",
            GuiActionType.DoubleClick when action.At is { } at => $"left_double(start_box='{Box(at)}')",
            GuiActionType.RightClick when action.At is { } at => $"right_single(start_box='{Box(at)}')",
            GuiActionType.LongPress when action.At is { } at => $"long_press(start_box='{Box(at)}')",
            GuiActionType.Hover when action.At is { } at => $"hover(start_box='{Box(at)}')",
            GuiActionType.Drag when action is { At: { } from, To: { } to } => $"drag(start_box='{Box(from)}', end_box='{Box(to)}')",
            GuiActionType.Type when action is { At: null, Element: null } => $"type(content={CallSyntax.Quote(action.Text!)})",
            GuiActionType.Press => $"hotkey(key={CallSyntax.Quote(string.Join(' ', KeyNames.Split(action.Keys!).Select(key => key == " " ? "space" : key)))})",
            GuiActionType.Scroll => $"scroll(start_box='{Box(action.At ?? frame.AtPage(frame.PageWidth / 2.0, frame.PageHeight / 2.0))}', direction='{DialectParts.Direction(action.Wheel)}')",
            GuiActionType.Select when action.At is { } at => $"select(start_box='{Box(at)}', content={CallSyntax.Quote(action.Text!)})",
            GuiActionType.Wait => "wait()",
            GuiActionType.GoBack => "press_back()",
            GuiActionType.GoHome => "press_home()",
            GuiActionType.Open => $"open_app(app_name={CallSyntax.Quote(action.Text!)})",
            GuiActionType.Answer => $"finished(content={CallSyntax.Quote(action.Text!)})",
            GuiActionType.Terminate when action.IsSuccess => "finished()",
            _ => null,
        };
        return call is null ? null : $"Action: {call}";

        string Box(GuiPlace place) => frame.Write(place.Page) is var (x, y) ? $"({x},{y})" : "";
    }

    private static GuiAction? Build(CallSyntax call, CoordinateFrame frame)
    {
        var at = Place(call.Text("start_box", 0) ?? call.Text("point", 0) ?? call.Text("start_point", 0), frame);
        var content = call.Text("content", 0);
        return (call.Name, at) switch
        {
            ("click" or "left_single", { } place) => new(GuiActionType.Click) { At = place },
            ("left_double", { } place) => new(GuiActionType.DoubleClick) { At = place },
            ("right_single", { } place) => new(GuiActionType.RightClick) { At = place },
            ("long_press", { } place) => new(GuiActionType.LongPress) { At = place },
            ("hover" or "mouse_move", { } place) => new(GuiActionType.Hover) { At = place },
            ("drag", { } place) when Place(call.Text("end_box", 1) ?? call.Text("end_point", 1), frame) is { } end => new(GuiActionType.Drag) { At = place, To = end },
            ("scroll", { } place) when DialectParts.Wheel(call.Text("direction", 1), frame) is { } wheel => new(GuiActionType.Scroll) { At = place, Wheel = wheel },
            ("select", { } place) when call.Text("content", 1) is { } option && DialectParts.IsText(option) => new(GuiActionType.Select) { At = place, Text = option },
            ("type", _) when DialectParts.IsText(content) => new(GuiActionType.Type) { Text = content },
            ("hotkey" or "press", _) when KeyNames.Combination(call.Text("key", 0) ?? "", ' ', '+') is { } keys => new(GuiActionType.Press) { Keys = keys },
            ("open_app", _) when call.Text("app_name", 0) is { } app && DialectParts.IsText(app) => new(GuiActionType.Open) { Text = app },
            ("wait", _) when call.HasOnly(0) => new(GuiActionType.Wait) { Milliseconds = 1000 },
            ("press_back", _) when call.HasOnly(0) => new(GuiActionType.GoBack),
            ("press_home", _) when call.HasOnly(0) => new(GuiActionType.GoHome),
            ("finished", _) when !call.Has("content", 0) => new(GuiActionType.Terminate) { IsSuccess = true },
            ("finished", _) when DialectParts.IsText(content) => new(GuiActionType.Answer) { Text = content },
            _ => null,
        };
    }

    /// <summary>A point as "(x,y)", with box marks or point tags around it; a box of four numbers means its middle.</summary>
    private static GuiPlace? Place(string? text, CoordinateFrame frame)
    {
        if (text is null || text.Length > 100)
        {
            return null;
        }

        var bare = text.Replace("<|box_start|>", "", StringComparison.Ordinal).Replace("<|box_end|>", "", StringComparison.Ordinal)
            .Replace("<point>", "", StringComparison.Ordinal).Replace("</point>", "", StringComparison.Ordinal).Trim();
        bare = bare is ['(', .., ')'] or ['[', .., ']'] ? bare[1..^1] : bare;
        var numbers = new List<double>();
        foreach (var word in bare.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!double.TryParse(word, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers.Count switch
        {
            2 => frame.Place(numbers[0], numbers[1]),
            4 => frame.Place((numbers[0] + numbers[2]) / 2, (numbers[1] + numbers[3]) / 2),
            _ => null,
        };
    }
}
