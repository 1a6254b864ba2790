using System.Globalization;
using System.Text;

namespace Agentic.Worlds;

/// <summary>Compares short answers as question-answering benchmarks do: case, punctuation, articles and spacing count for nothing.</summary>
public static class AnswerMatch
{
    // Python's string.punctuation: ASCII only, so that “ ” and 。 stay.
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private const char CapitalSigma = 'Σ';

    /// <summary>Lower case, without ASCII punctuation, then without the words a, an, the; single spaces. SQuAD's normalisation.</summary>
    public static string Normalise(string text)
    {
        var bare = string.Concat(Lower(text).Where(letter => !Punctuation.Contains(letter, StringComparison.Ordinal)));
        return string.Join(' ', WithoutArticles(bare).Split(Spaces, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Whether the answer equals one of the accepted ones.</summary>
    public static bool Exact(string answer, params ReadOnlySpan<string> accepted)
    {
        var normal = Normalise(answer);
        foreach (var wanted in accepted)
        {
            if (Normalise(wanted) == normal)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of the accepted answers occurs inside the answer, also inside a word.</summary>
    public static bool Contains(string answer, params ReadOnlySpan<string> accepted)
    {
        var normal = Normalise(answer);
        foreach (var wanted in accepted)
        {
            if (normal.Contains(Normalise(wanted), StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The largest F1 between the words of an answer and those of an accepted one, with repetitions; 0 to 1, and 0 when none is accepted.</summary>
    public static double TokenF1(string answer, params ReadOnlySpan<string> accepted)
    {
        var said = Words(answer);
        var best = 0.0;
        foreach (var wanted in accepted)
        {
            var gold = Words(wanted);
            var left = gold.CountBy(word => word).ToDictionary(StringComparer.Ordinal);
            var common = 0;
            foreach (var word in said)
            {
                if (left.GetValueOrDefault(word) is > 0 and var times)
                {
                    left[word] = times - 1;
                    common++;
                }
            }

            best = Math.Max(best, said.Length + gold.Length == 0 ? 1 : 2.0 * common / (said.Length + gold.Length));
        }

        return best;

        static string[] Words(string text) => Normalise(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    // What Python's str.split takes for space beyond .NET's set: the four information separators.
    private static readonly char[] Spaces =
        [.. Enumerable.Range(0, char.MaxValue).Select(code => (char)code).Where(letter => char.IsWhiteSpace(letter) || letter is >= '\x1c' and <= '\x1f')];

    // Invariant lower case maps one letter to one; Unicode has two exceptions: dotted İ, and Σ at the end of a word.
    private static string Lower(string text)
    {
        var lower = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == CapitalSigma)
            {
                lower.Append(i > 0 && char.IsLetter(text[i - 1]) && !(i + 1 < text.Length && char.IsLetter(text[i + 1])) ? 'ς' : 'σ');
            }
            else if (text[i] == 'İ')
            {
                lower.Append("i\u0307");
            }
            else
            {
                lower.Append(char.ToLowerInvariant(text[i]));
            }
        }

        return lower.ToString();
    }

    // A word is a run of letters and digits; an accent that stands alone ends it.
    private static string WithoutArticles(string text)
    {
        var kept = new StringBuilder(text.Length);
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsWordPart(rune))
            {
                word.Append(rune.ToString());
                continue;
            }

            Flush();
            kept.Append(rune.ToString());
        }

        Flush();
        return kept.ToString();

        void Flush()
        {
            var found = word.ToString();
            kept.Append(found is "a" or "an" or "the" ? " " : found);
            word.Clear();
        }
    }

    private static bool IsWordPart(Rune rune) => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
