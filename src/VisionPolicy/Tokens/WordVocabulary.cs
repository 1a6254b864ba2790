using System.Collections.Immutable;
using System.Text;

namespace Agentic.VisionPolicy;

/// <summary>A vocabulary in which each word of a world's closed language is one token, alone and after a space; all else is bytes.</summary>
/// <remarks>
/// Byte-pair encoding learnt from the list until no listed word is in two pieces. Encoding replays the merges in the order in which
/// they were learnt, so a word that came out whole there comes out whole everywhere: no word can spoil another one, as it could where
/// merges are put together by hand.
/// </remarks>
public static class WordVocabulary
{
    private const int Multiple = 64; // rows of an embedding matrix

    /// <summary>The vocabulary of a language.</summary>
    /// <param name="words">Words of letters alone, and marks with a blank before them, become merges; others, such as tags, are found in text as they stand.</param>
    public static BpeDefinition Define(IEnumerable<string> words)
    {
        var listed = words.Distinct(StringComparer.Ordinal).ToArray();
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var value in ByteAlphabet.Order)
        {
            vocabulary.Add(ByteAlphabet.Character(value).ToString(), vocabulary.Count);
        }

        string[] whole = [.. listed.Concat(["user", "assistant", "system"]).Where(IsLetters).Distinct(StringComparer.Ordinal)];
        var merges = Learn([.. whole.SelectMany(word => new[] { word, ' ' + word }), .. listed.Where(IsBlankAndMarks), "\n\n"], vocabulary);
        string[] tags = [.. listed.Where(word => !IsLetters(word) && !IsBlankAndMarks(word)).Concat(TinyVocabulary.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var used = vocabulary.Count + TinyVocabulary.Controls.Length + tags.Length;
        var names = TinyVocabulary.Controls.Select(name => (name, true)).Concat(tags.Select(name => (name, false)))
            .Concat(Enumerable.Range(0, (Multiple - (used % Multiple)) % Multiple).Select(index => ($"<|reserved_{index}|>", true)));
        return new BpeDefinition(
            vocabulary, merges, [.. names.Select((name, index) => new AddedToken(vocabulary.Count + index, name.Item1, name.Item2))], ComposesText: false);
    }

    private static bool IsLetters(string word) => word.All(char.IsLetter);

    // Text is cut before a blank that stands in front of marks, so the two can be one token.
    private static bool IsBlankAndMarks(string word) => word is [' ', _, ..] && word.Skip(1).All(letter => !char.IsLetterOrDigit(letter) && !char.IsWhiteSpace(letter));

    // Each round joins the commonest pair of neighbours; of equally common ones the first by letters, so that the order of the list is nothing.
    private static ImmutableArray<(string, string)> Learn(string[] words, Dictionary<string, int> vocabulary)
    {
        var merges = ImmutableArray.CreateBuilder<(string, string)>();
        var pieces = words.Select(word => Encoding.UTF8.GetBytes(word).Select(value => ByteAlphabet.Character(value).ToString()).ToList()).ToList();
        while (true)
        {
            var counts = new Dictionary<(string, string), int>();
            foreach (var word in pieces)
            {
                for (var at = 1; at < word.Count; at++)
                {
                    counts[(word[at - 1], word[at])] = counts.GetValueOrDefault((word[at - 1], word[at])) + 1;
                }
            }

            if (counts.Count == 0)
            {
                return merges.ToImmutable();
            }

            var best = counts.Aggregate((first, second) => IsBefore(second, first) ? second : first).Key;
            merges.Add(best);
            vocabulary.TryAdd(best.Item1 + best.Item2, vocabulary.Count);
            foreach (var word in pieces)
            {
                Join(word, best);
            }

            pieces.RemoveAll(word => word.Count == 1);
        }
    }

    private static bool IsBefore(KeyValuePair<(string Left, string Right), int> one, KeyValuePair<(string Left, string Right), int> other) =>
        one.Value != other.Value ? one.Value > other.Value
        : string.CompareOrdinal(one.Key.Left, other.Key.Left) is var left && left != 0 ? left < 0
        : string.CompareOrdinal(one.Key.Right, other.Key.Right) < 0;

    private static void Join(List<string> word, (string Left, string Right) pair)
    {
        for (var at = 0; at + 1 < word.Count; at++)
        {
            if (word[at] == pair.Left && word[at + 1] == pair.Right)
            {
                word[at] += pair.Right;
                word.RemoveAt(at + 1);
            }
        }
    }
}
