using System.Collections.Frozen;

namespace Agentic.Worlds.Search.Index;

/// <summary>What is done to words beside lower case, in passages and queries alike.</summary>
/// <param name="Stems">Whether the English plural is taken off (Harman's S stemmer).</param>
/// <param name="SkipsStopWords">Whether the commonest English words are left out.</param>
public sealed record WordRules(bool Stems = false, bool SkipsStopWords = false)
{
    private static readonly FrozenSet<ulong> StopWords = new[]
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "had", "has", "have", "he", "her", "his", "if", "in", "into",
        "is", "it", "its", "no", "not", "of", "on", "or", "she", "so", "such", "that", "the", "their", "then", "there", "these", "they",
        "this", "to", "was", "were", "will", "with",
    }.Select(word => Packed(System.Text.Encoding.ASCII.GetBytes(word))).ToFrozenSet();

    /// <summary>Words as they stand.</summary>
    public static WordRules Plain { get; } = new();

    /// <summary>The word as it is looked up; empty when it is left out.</summary>
    /// <param name="word">Lower case, UTF-8; may be changed.</param>
    public ReadOnlySpan<byte> Apply(Span<byte> word)
    {
        if (SkipsStopWords && word.Length <= sizeof(ulong) && StopWords.Contains(Packed(word)))
        {
            return [];
        }

        return Stems ? Stem(word) : word;
    }

    private static ulong Packed(ReadOnlySpan<byte> word)
    {
        var packed = 0UL;
        foreach (var letter in word)
        {
            packed = (packed << 8) | letter;
        }

        return packed;
    }

    // "skies" to "sky", "horses" to "horse", "maps" to "map"; "glass" and "status" stay.
    private static Span<byte> Stem(Span<byte> word)
    {
        if (word.Length < 4 || word[^1] != 's')
        {
            return word;
        }

        var (third, second) = (word[^3], word[^2]);
        if (second == 'e' && third == 'i' && word.Length > 4 && word[^4] is not ((byte)'a' or (byte)'e'))
        {
            word[^3] = (byte)'y';
            return word[..^2];
        }

        if (second == 'e' && third is (byte)'a' or (byte)'e' or (byte)'o' || second is (byte)'u' or (byte)'s')
        {
            return word;
        }

        return word[..^1];
    }
}
