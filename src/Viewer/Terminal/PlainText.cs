using System.Globalization;
using System.Text;

namespace Agentic.Viewer.Terminal;

/// <summary>Text from a record, made safe and measurable for a terminal: a policy may say escape sequences as well as words.</summary>
public static class PlainText
{
    /// <summary>The text with every control and formatting character shown instead of obeyed; line breaks stay, tabs become four spaces.</summary>
    public static string Visible(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\n' => shown.Append('\n'),
                '\t' => shown.Append("    "),
                < 0x20 => shown.Append((char)(0x2400 + rune.Value)),
                0x7F => shown.Append('\u2421'),
                _ when IsHidden(rune) => shown.Append($"\\u{{{rune.Value:x}}}"),
                _ => shown.Append(rune.ToString()),
            };
        }

        return shown.ToString();
    }

    /// <summary>Cells that the text takes on a terminal: two for East Asian wide characters and emoji, none for combining marks.</summary>
    public static int Width(string text)
    {
        var width = 0;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            width += Rune.TryGetRuneAt(elements.GetTextElement(), 0, out var rune) && IsWide(rune.Value) ? 2 : 1;
        }

        return width;
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsWide(int value) => value is
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
