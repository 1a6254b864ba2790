using System.Text.RegularExpressions;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Actions;

/// <summary>
/// A handful of letters for small policies: <c>c</c> + column + row clicks the middle of a cell, <c>t</c> + text types. Columns and rows
/// are letters from <c>a</c>, so that an answer's places are two tokens.
/// </summary>
/// <param name="cell">Width and height of a cell in CSS pixels; larger where more than 26 would be needed.</param>
/// <param name="page">Viewport in CSS pixels.</param>
/// <param name="isClickOnly">Whether clicking is all there is.</param>
public sealed class ShortDialect(int cell, (int Width, int Height) page, bool isClickOnly) : IActionDialect
{
    private const int Letters = 26;
    private const int LongestText = 40;

    // Without the sign that opens a thought.
    private const string Words = "[ -;=-~]{1,40}";

    private static readonly Regex Cells = new("^(?:[cwrlhso]([a-z]{2})|d([a-z]{4}))", RegexOptions.NonBacktracking);

    // Letter → key, in the order of the grammar.
    private static readonly (char Letter, string Keys)[] Keys =
    [
        ('e', "Enter"), ('t', "Tab"), ('b', "Backspace"), ('d', "Delete"), ('a', "Control+a"), ('x', "Escape"),
        ('u', "ArrowUp"), ('n', "ArrowDown"), ('l', "ArrowLeft"), ('r', "ArrowRight"),
    ];

    private static readonly (char Letter, GuiActionType Type)[] Places =
        [('c', GuiActionType.Click), ('w', GuiActionType.DoubleClick), ('r', GuiActionType.RightClick), ('l', GuiActionType.LongPress), ('h', GuiActionType.Hover)];

    private static readonly (char Letter, string Direction)[] Turns = [('u', "up"), ('d', "down"), ('l', "left"), ('r', "right")];

    private readonly int _width = Math.Max(cell, (page.Width + Letters - 1) / Letters);
    private readonly int _height = Math.Max(cell, (page.Height + Letters - 1) / Letters);

    /// <inheritdoc/>
    public DialectText Text => new(
        "short",
        isClickOnly
            ? $"c + column a–{LastColumn} + row a–{LastRow}"
            : $"c, w, r, l, h (click, double, right, long, hover) + column a–{LastColumn} + row a–{LastRow}; d + two cells; s + cell + u, d, l, r; t + text; o + cell + option; k + e, t, b, d, a, x, u, n, l, r; z (wait), b (back), q + answer, f (finished), g (given up)",
        isClickOnly
            ? $"Answer c, a column letter a-{LastColumn} and a row letter a-{LastRow} to click there."
            : $"Answer c and a cell (column a-{LastColumn}, row a-{LastRow}) to click, t and text to type, ke for Enter, s with a cell and u or d to scroll, d with two cells to drag, f when done.",
        Pattern)
    {
        Places = Cells,
    };

    private char LastColumn => (char)('a' + ((page.Width - 1) / _width));

    private char LastRow => (char)('a' + ((page.Height - 1) / _height));

    private string Pattern
    {
        get
        {
            var place = $"[a-{LastColumn}][a-{LastRow}]";
            return isClickOnly ? $"c{place}" : $"[cwrlh]{place}|d{place}{place}|s{place}[udlr]|t{Words}|o{place}{Words}|k[{string.Concat(Keys.Select(key => key.Letter))}]|[zbfg]|q{Words}";
        }
    }

    /// <inheritdoc/>
    public ActionParse Parse(string answer, CoordinateFrame frame)
    {
        var text = answer.Length > 4096 ? "" : AnswerText.Final(answer).ToString();
        // The blanks of a typed text are part of it.
        text = text.Length > 0 && answer.TrimStart() is { } untrimmed && untrimmed.StartsWith(text, StringComparison.Ordinal) && text[0] is 't' or 'q' or 'o' ? untrimmed : text;
        return Build(text, frame) is { } action && (!isClickOnly || action.Type == GuiActionType.Click)
            ? ActionParse.Understood(action)
            : DialectParts.Refused(Text.Grammar, text);
    }

    /// <inheritdoc/>
    public string? Print(GuiAction action, CoordinateFrame frame)
    {
        if (isClickOnly && action.Type != GuiActionType.Click)
        {
            return null;
        }

        var place = Places.FirstOrDefault(pair => pair.Type == action.Type);
        return action.Type switch
        {
            _ when place.Letter != 0 => action.At is { } at ? $"{place.Letter}{Cell(at)}" : null,
            GuiActionType.Drag when action is { At: { } from, To: { } to } => $"d{Cell(from)}{Cell(to)}",
            GuiActionType.Scroll => $"s{Cell(action.At ?? frame.AtPage(page.Width / 2.0, page.Height / 2.0))}{DialectParts.Direction(action.Wheel)[0]}",
            GuiActionType.Type when action is { At: null, Element: null } && IsShort(action.Text) => $"t{action.Text}",
            GuiActionType.Select when action.At is { } at && IsShort(action.Text) => $"o{Cell(at)}{action.Text}",
            GuiActionType.Press => Keys.FirstOrDefault(key => key.Keys == action.Keys) is { Letter: not '\0' } key ? $"k{key.Letter}" : null,
            GuiActionType.Wait => "z",
            GuiActionType.GoBack => "b",
            GuiActionType.Answer when IsShort(action.Text) => $"q{action.Text}",
            GuiActionType.Terminate => action.IsSuccess ? "f" : "g",
            _ => null,
        };
    }

    private static bool IsShort(string? text) => text is { Length: > 0 and <= LongestText } && text.All(letter => letter is >= ' ' and <= '~' and not '<');

    private GuiAction? Build(string text, CoordinateFrame frame)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var rest = text[1..];
        var type = Places.FirstOrDefault(pair => pair.Letter == text[0]);
        return text[0] switch
        {
            't' when IsShort(rest) => new(GuiActionType.Type) { Text = rest },
            'q' when IsShort(rest) => new(GuiActionType.Answer) { Text = rest },
            'z' when rest.Length == 0 => new(GuiActionType.Wait) { Milliseconds = 1000 },
            'b' when rest.Length == 0 => new(GuiActionType.GoBack),
            'f' or 'g' when rest.Length == 0 => new(GuiActionType.Terminate) { IsSuccess = text[0] == 'f' },
            'k' when rest.Length == 1 => Keys.FirstOrDefault(key => key.Letter == rest[0]) is { Letter: not '\0' } key ? new(GuiActionType.Press) { Keys = key.Keys } : null,
            'd' when rest.Length == 4 && Place(rest, frame) is { } from && Place(rest[2..], frame) is { } to => new(GuiActionType.Drag) { At = from, To = to },
            's' when rest.Length == 3 && Place(rest, frame) is { } at => Turns.FirstOrDefault(turn => turn.Letter == rest[2]) is { Letter: not '\0' } turn
                ? new(GuiActionType.Scroll) { At = at, Wheel = DialectParts.Wheel(turn.Direction, frame)!.Value }
                : null,
            'o' when rest.Length > 2 && IsShort(rest[2..]) && Place(rest, frame) is { } at => new(GuiActionType.Select) { At = at, Text = rest[2..] },
            _ when type.Letter != 0 && rest.Length == 2 && Place(rest, frame) is { } at => new(type.Type) { At = at },
            _ => null,
        };
    }

    private GuiPlace? Place(string cell, CoordinateFrame frame)
    {
        var (column, row) = (cell[0] - 'a', cell[1] - 'a');
        if (column < 0 || row < 0 || cell[0] > LastColumn || cell[1] > LastRow)
        {
            return null;
        }

        // The last column and row may be narrower.
        var (x, y) = (Middle(column * _width, _width, page.Width), Middle(row * _height, _height, page.Height));
        return frame.AtPage(x, y) with { Raw = new GuiPoint(column, row) };

        static double Middle(int start, int size, int end) => (start + Math.Min(start + size, end)) / 2.0;
    }

    private string Cell(GuiPlace place)
    {
        var (x, y) = (Math.Clamp(place.Page.X, 0, page.Width - 1), Math.Clamp(place.Page.Y, 0, page.Height - 1));
        return $"{(char)('a' + ((int)x / _width))}{(char)('a' + ((int)y / _height))}";
    }
}
