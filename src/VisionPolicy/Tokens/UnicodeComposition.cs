using System.Text;

namespace Agentic.VisionPolicy;

/// <summary>Unicode normalisation form C.</summary>
internal static class UnicodeComposition
{
    /// <summary>Composes text; lone surrogates become U+FFFD first, as in any UTF-8.</summary>
    public static string Compose(ReadOnlySpan<char> text)
    {
        var whole = text.ToString();
        return (Utf16IsValid(text) ? whole : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(whole))).Normalize(NormalizationForm.FormC);
    }

    private static bool Utf16IsValid(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
