using System.Text;
using System.Text.RegularExpressions;

namespace Agentic.Worlds.Search;

/// <summary>
/// Compares answers as SQuAD does: lower case, without ASCII punctuation, without the articles a, an and the, blanks squeezed. Pure.
/// </summary>
public static partial class AnswerMatch
{
    /// <summary>The words that count, between single blanks.</summary>
    public static string Normalize(string text) => string.Join(' ', Words(text));

    /// <summary>Whether a text is any of the right ones.</summary>
    public static bool IsExact(string text, IEnumerable<string> golden)
    {
        var normal = Normalize(text);
        return golden.Any(gold => Normalize(gold) == normal);
    }

    /// <summary>Whether any of the right texts occurs in a text, as letters and not as words: as the published reward asks of what was retrieved.</summary>
    public static bool Contains(string text, IEnumerable<string> golden)
    {
        var normal = Normalize(text);
        return golden.Any(gold => normal.Contains(Normalize(gold), StringComparison.Ordinal));
    }

    /// <summary>The largest F1 between the words of a text and those of a right one, with repetitions; 0 to 1.</summary>
    public static double TokenF1(string text, IEnumerable<string> golden)
    {
        var words = Words(text);
        return golden.Select(gold => F1(words, Words(gold))).DefaultIfEmpty(0).Max();
    }

    private static double F1(List<string> said, List<string> gold)
    {
        if (said.Count == 0 || gold.Count == 0)
        {
            return said.Count == gold.Count ? 1 : 0;
        }

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

        return 2.0 * common / (said.Count + gold.Count);
    }

    private static List<string> Words(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var letter in text.ToLowerInvariant())
        {
            // Only ASCII marks go, as in the published rule: "it’s" keeps its curved apostrophe.
            if (!char.IsAscii(letter) || !(char.IsPunctuation(letter) || char.IsSymbol(letter)))
            {
                kept.Append(letter);
            }
        }

        return [.. Blanks().Split(Articles().Replace(kept.ToString(), " ")).Where(word => word.Length > 0)];
    }

    [GeneratedRegex(@"\b(a|an|the)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Articles();

    // The separators U+001C to U+001F are blanks to the published rule, and to no class of ours.
    [GeneratedRegex(@"[\s\x1C-\x1F]+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
