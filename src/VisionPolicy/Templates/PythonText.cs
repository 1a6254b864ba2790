using System.Globalization;
using System.Text;

namespace Agentic.VisionPolicy.Templates;

/// <summary>Strings as templates see them: sequences of code points, not of UTF-16 halves.</summary>
internal static class PythonText
{
    /// <summary>White space by the template language's notion, which counts the four separators before the space.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    public static int TrimmedStart(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (at < text.Length && IsSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    public static int TrimmedEnd(ReadOnlySpan<char> text)
    {
        var end = text.Length;
        while (end > 0 && IsSpace(text[end - 1]))
        {
            end--;
        }

        return end;
    }

    /// <summary>Without white space, or without the given characters, at the chosen ends.</summary>
    public static string Strip(string text, string? characters, bool start, bool end)
    {
        var (from, to) = (0, text.Length);
        while (start && from < to && Belongs(text, from, characters, out var size))
        {
            from += size;
        }

        while (end && to > from && Belongs(text, to - (to - from > 1 && char.IsSurrogatePair(text, to - 2) ? 2 : 1), characters, out var size))
        {
            to -= size;
        }

        return text[from..to];
    }

    public static int Length(string text) => IsPlain(text) ? text.Length : text.EnumerateRunes().Count();

    /// <summary>The characters of a text, one string each.</summary>
    public static string At(string text, int index) =>
        IsPlain(text) ? text[index].ToString() : text.EnumerateRunes().ElementAt(index).ToString();

    /// <summary>Code points from one place on to another.</summary>
    public static string Slice(string text, int from, int to)
    {
        if (from >= to)
        {
            return "";
        }

        return IsPlain(text) ? text[from..to] : text[Unit(text, from)..Unit(text, to)];
    }

    /// <summary>Upper case with the letters that become several.</summary>
    public static string Upper(string text)
    {
        var upper = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                'ß' => upper.Append("SS"),
                'ŉ' => upper.Append("ʼN"),
                'ǰ' => upper.Append("J\u030c"),
                0xFB00 => upper.Append("FF"),
                0xFB01 => upper.Append("FI"),
                0xFB02 => upper.Append("FL"),
                0xFB03 => upper.Append("FFI"),
                0xFB04 => upper.Append("FFL"),
                0xFB05 or 0xFB06 => upper.Append("ST"),
                _ => upper.Append(Rune.ToUpperInvariant(rune).ToString()),
            };
        }

        return upper.ToString();
    }

    /// <summary>Lower case; a capital sigma at the end of a word becomes the final one.</summary>
    public static string Lower(string text)
    {
        var lower = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var isFinal = text[at] == 'Σ' && at > 0 && char.IsLetter(text[at - 1]) && (at + 1 == text.Length || !char.IsLetter(text[at + 1]));
            lower.Append(isFinal ? "ς" : text[at] == 'İ' ? "i\u0307" : text[at].ToString());
        }

        return lower.ToString().ToLowerInvariant();
    }

    public static string Capitalize(string text) => text.Length == 0 ? "" : Upper(Slice(text, 0, 1)) + Lower(Slice(text, 1, Length(text)));

    /// <summary>Whether a character is printed as itself inside quotes.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    private static bool IsPlain(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0;

    private static int Unit(string text, int point)
    {
        var unit = 0;
        for (; point > 0; point--)
        {
            unit += unit + 1 < text.Length && char.IsSurrogatePair(text, unit) ? 2 : 1;
        }

        return unit;
    }

    private static bool Belongs(string text, int at, string? characters, out int size)
    {
        size = at + 1 < text.Length && char.IsSurrogatePair(text, at) ? 2 : 1;
        return characters is null ? IsSpace(text[at]) : characters.AsSpan().IndexOf(text.AsSpan(at, size)) >= 0;
    }
}
