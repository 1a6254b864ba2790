using System.Globalization;
using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Search.Dense;

/// <summary>BERT's tokens (Devlin et al. 2018): texts are cleaned, cut at spaces and marks, and each word into the longest pieces that are known. Immutable.</summary>
internal sealed class WordPiece
{
    private const int LongestWord = 100;
    private const string Inner = "##";
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _starts;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _inners;
    private readonly int _unknown;
    private readonly int _first;
    private readonly int _last;
    private readonly bool _isLowerCase;
    private readonly bool _dropsAccents;

    /// <param name="path">A file with a piece on each line, whose number from 0 is its id; those within a word begin with ##.</param>
    /// <param name="isLowerCase">Whether capitals are made small.</param>
    /// <param name="dropsAccents">Whether accents are taken off letters.</param>
    /// <exception cref="SearchIndexException">A token that stands around texts or for unknown words is missing.</exception>
    public WordPiece(string path, bool isLowerCase, bool dropsAccents)
    {
        (_isLowerCase, _dropsAccents) = (isLowerCase, dropsAccents);
        var (starts, inners) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            var isInner = line.Length > Inner.Length && line.StartsWith(Inner, StringComparison.Ordinal);
            (isInner ? inners : starts).TryAdd(isInner ? line[Inner.Length..] : line, number++);
        }

        int Special(string token) => starts.TryGetValue(token, out var id) ? id : throw new SearchIndexException($"'{path}' has no line {token}; expected a WordPiece vocabulary with [PAD], [UNK], [CLS] and [SEP].");
        (Padding, _unknown, _first, _last) = (Special("[PAD]"), Special("[UNK]"), Special("[CLS]"), Special("[SEP]"));
        (_starts, _inners) = (starts.GetAlternateLookup<ReadOnlySpan<char>>(), inners.GetAlternateLookup<ReadOnlySpan<char>>());
    }

    /// <summary>What shorter texts are filled up with.</summary>
    public int Padding { get; }

    /// <summary>The tokens of a text between [CLS] and [SEP].</summary>
    /// <param name="text">Any text; half characters are not read.</param>
    /// <param name="most">How many tokens at most, at least 3; what comes behind is cut off.</param>
    public List<int> Encode(string text, int most)
    {
        var (ids, word) = (new List<int> { _first }, new StringBuilder());
        foreach (var rune in Cleaned(text).EnumerateRunes())
        {
            if (ids.Count >= most)
            {
                break;
            }

            if (Rune.IsWhiteSpace(rune) || IsMark(rune))
            {
                Cut(word, ids);
                if (!Rune.IsWhiteSpace(rune))
                {
                    word.Append(rune.ToString());
                    Cut(word, ids);
                }
            }
            else
            {
                word.Append(rune.ToString());
            }
        }

        Cut(word, ids);
        ids.RemoveRange(Math.Min(ids.Count, most - 1), Math.Max(0, ids.Count - (most - 1)));
        ids.Add(_last);
        return ids;
    }

    // Controls go, all kinds of space are one, and each Chinese character is a word.
    private string Cleaned(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r' || Rune.IsWhiteSpace(rune))
            {
                clean.Append(' ');
            }
            else if (rune.Value is not (0 or 0xFFFD) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                clean.Append(IsChinese(rune.Value) ? $" {rune} " : rune.ToString());
            }
        }

        var cleaned = clean.ToString();
        var small = _isLowerCase ? cleaned.ToLowerInvariant() : cleaned;
        return _dropsAccents && !Ascii.IsValid(small)
            ? string.Concat(UnicodeComposition.Decompose(small).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)) : small;
    }

    private static bool IsMark(Rune rune) =>
        rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126) || (!rune.IsAscii && Rune.IsPunctuation(rune));

    private static bool IsChinese(int point) => point is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static int Letters(ReadOnlySpan<char> word)
    {
        var letters = 0;
        foreach (var _ in word.EnumerateRunes())
        {
            letters++;
        }

        return letters;
    }

    private void Cut(StringBuilder word, List<int> ids)
    {
        if (word.Length == 0)
        {
            return;
        }

        var rest = word.ToString().AsSpan();
        var before = ids.Count;
        word.Clear();
        if (rest.Length > LongestWord && Letters(rest) > LongestWord)
        {
            ids.Add(_unknown);
            return;
        }

        for (var pieces = _starts; rest.Length > 0; pieces = _inners)
        {
            var (length, id) = (rest.Length, 0);
            while (length > 0 && !pieces.TryGetValue(rest[..length], out id))
            {
                length--;
            }

            if (length == 0)
            {
                // A word with a piece that nobody knows is unknown as a whole.
                ids.RemoveRange(before, ids.Count - before);
                ids.Add(_unknown);
                return;
            }

            ids.Add(id);
            rest = rest[length..];
        }
    }
}
