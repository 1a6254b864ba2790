using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Actions;

/// <summary>What parsers of several dialects share.</summary>
internal static class DialectParts
{
    /// <summary>How far one turn of the wheel goes in words, in shares of the page.</summary>
    public const double WheelShare = 0.5;

    private const int MaxAnswer = 64 * 1024;

    /// <summary>The part of the answer that counts: after the last closing thought, trimmed; empty when there is none or it is too long.</summary>
    public static string Final(string answer)
    {
        if (answer.Length > MaxAnswer)
        {
            return "";
        }

        const string Closing = "</thinking>";
        var closed = answer.LastIndexOf(Closing, StringComparison.OrdinalIgnoreCase);
        var rest = closed < 0 ? answer : answer[(closed + Closing.Length)..];
        return rest.Contains("<thinking>", StringComparison.OrdinalIgnoreCase) ? "" : AnswerText.Final(rest).ToString();
    }

    /// <summary>What stands between the only pair of tags; the whole text when there are none; null when they do not pair or occur twice.</summary>
    public static string? Within(string text, string opening, string closing)
    {
        var (from, to) = (text.IndexOf(opening, StringComparison.Ordinal), text.IndexOf(closing, StringComparison.Ordinal));
        if (from < 0 && to < 0)
        {
            return text;
        }

        var inside = from + opening.Length;
        var isOnce = from >= 0 && to >= inside && text.LastIndexOf(opening, StringComparison.Ordinal) == from && text.LastIndexOf(closing, StringComparison.Ordinal) == to;
        return isOnce && string.IsNullOrWhiteSpace(text[(to + closing.Length)..]) ? text[inside..to].Trim() : null;
    }

    /// <summary>The JSON object that the text is, or null.</summary>
    public static JsonElement? Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            return document.RootElement.ValueKind == JsonValueKind.Object && HasDistinctNames(document.RootElement) ? document.RootElement.Clone() : null;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            // Half a surrogate pair is no JSON either.
            return null;
        }
    }

    /// <summary>A text field; null when it is missing or no text.</summary>
    public static string? Text(JsonElement json, string field)
    {
        try
        {
            return json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair has no text to give.
            return null;
        }
    }

    /// <summary>A pair of numbers; null when it is missing or anything else.</summary>
    public static (double X, double Y)? Pair(JsonElement json, string field) =>
        json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
        && value[0].ValueKind == JsonValueKind.Number && value[1].ValueKind == JsonValueKind.Number
        && value[0].TryGetDouble(out var x) && value[1].TryGetDouble(out var y) ? (x, y) : null;

    /// <summary>The wheel's turn for a direction in words; null for another word.</summary>
    public static (double X, double Y)? Wheel(string? direction, CoordinateFrame frame) => direction?.ToLowerInvariant() switch
    {
        "up" => (0, -WheelShare * frame.PageHeight),
        "down" => (0, WheelShare * frame.PageHeight),
        "left" => (-WheelShare * frame.PageWidth, 0),
        "right" => (WheelShare * frame.PageWidth, 0),
        _ => null,
    };

    /// <summary>The word for a turn of the wheel.</summary>
    public static string Direction((double X, double Y) wheel) => Math.Abs(wheel.X) > Math.Abs(wheel.Y)
        ? wheel.X < 0 ? "left" : "right"
        : wheel.Y < 0 ? "up" : "down";

    /// <summary>Where a swipe that begins at a place ends: half the page further, clipped to it.</summary>
    public static GuiPlace? SwipeEnd(GuiPlace from, string? direction, CoordinateFrame frame) => Wheel(direction, frame) is var (dx, dy)
        ? frame.AtPage(from.Page.X + dx, from.Page.Y + dy)
        : null;

    /// <summary>Whether a text may be typed: not too long, and whole characters only.</summary>
    public static bool IsText(string? text) => text is { Length: <= GuiAction.MaxText } && !text.Contains('\0', StringComparison.Ordinal) && IsWhole(text);

    /// <summary>A refusal that says what was expected and what came.</summary>
    public static ActionParse Refused(string expected, string came) => ActionParse.Refused($"Expected {expected}, but got {AnswerText.Quote(came)}.");

    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasDistinctNames(JsonElement json)
    {
        try
        {
            var names = json.EnumerateObject().Select(field => field.Name).ToList();
            return names.Distinct(StringComparer.Ordinal).Count() == names.Count;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
