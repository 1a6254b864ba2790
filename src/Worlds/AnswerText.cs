namespace Agentic.Worlds;

/// <summary>Finds the part of an answer that counts: what follows the last closing think tag.</summary>
public static class AnswerText
{
    private const string Opening = "<think>";
    private const string Closing = "</think>";

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
