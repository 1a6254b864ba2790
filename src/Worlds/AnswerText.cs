namespace Agentic.Worlds;

/// <summary>Finds the part of an answer that counts: what follows the last closing think tag.</summary>
public static class AnswerText
{
    private const string Opening = "<think>";
    private const string Closing = "</think>";

    // Model families spell the tags in two ways.
    private static readonly string[] OpeningTags = [Opening, "<thinking>"];
    private static readonly string[] ClosingTags = [Closing, "</thinking>"];

    /// <summary>
    /// The text after the last <c>&lt;/think&gt;</c>, trimmed; the whole text when it has none. Thinking that was opened and never
    /// closed leaves nothing, so that words inside a thought are never taken for an answer.
    /// </summary>
    public static ReadOnlySpan<char> Final(ReadOnlySpan<char> text)
    {
        var closed = text.LastIndexOf(Closing, StringComparison.OrdinalIgnoreCase);
        var rest = closed < 0 ? text : text[(closed + Closing.Length)..];
        return rest.Contains(Opening, StringComparison.OrdinalIgnoreCase) ? [] : rest.Trim();
    }

    /// <summary>Where the action of an answer begins, in UTF-16 units: after the last closing tag of a thought and the blanks behind it. The text's length where a thought stays open.</summary>
    public static int ActionStart(string text)
    {
        var start = 0;
        foreach (var closing in ClosingTags)
        {
            start = text.LastIndexOf(closing, StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? Math.Max(start, at + closing.Length) : start;
        }

        if (OpeningTags.Any(opening => text.IndexOf(opening, start, StringComparison.OrdinalIgnoreCase) >= 0))
        {
            return text.Length;
        }

        while (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        return start;
    }

    /// <summary>The text as a message may show it: at most <paramref name="limit"/> characters, control characters as blanks.</summary>
    public static string Quote(ReadOnlySpan<char> text, int limit = 40)
    {
        var cut = text.Length > limit;
        // Never between the halves of a surrogate pair.
        var length = cut ? (char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit) : text.Length;
        Span<char> shown = stackalloc char[length];
        for (var i = 0; i < length; i++)
        {
            shown[i] = char.IsControl(text[i]) ? ' ' : text[i];
        }

        return cut ? $"'{shown}…'" : $"'{shown}'";
    }
}
