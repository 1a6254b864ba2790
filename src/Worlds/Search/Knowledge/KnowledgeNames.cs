using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>Names of things: single words of small letters, the same list for every graph.</summary>
/// <remarks>
/// The first <see cref="ClosedCount"/> have two syllables and make the closed language; encyclopaedias with more things go on with
/// names of three. None ends in "e" or a consonant, so that no stemmer takes two names for one.
/// </remarks>
public static class KnowledgeNames
{
    /// <summary>Names of the closed language.</summary>
    public const int ClosedCount = 200;

    private const string Consonants = "bdfgklmnprstvz";
    private const string Vowels = "aeiou";
    private const string LastVowels = "aiou";
    private const int LongCount = 14 * 5 * 14 * 5 * 14 * 4;

    // Coprime to the number of long names, so that neighbours in the list do not look alike.
    private const long Stride = 104_729;

    /// <summary>All names there can be.</summary>
    public const int Count = ClosedCount + LongCount;

    /// <summary>The names of the closed language.</summary>
    public static ImmutableArray<string> Closed { get; } = MakeClosed();

    /// <summary>A name by its number, 0 to <see cref="Count"/> − 1.</summary>
    public static string At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return index < ClosedCount ? Closed[index] : Long((int)((index - ClosedCount) * Stride % LongCount));
    }

    /// <summary>Whether a word has the form of a name.</summary>
    public static bool IsForm(string word) => word.Length is > 0 and <= 32 && word.All(char.IsAsciiLetterLower);

    private static ImmutableArray<string> MakeClosed()
    {
        var all = new List<string>();
        foreach (var first in Consonants)
        {
            foreach (var vowel in Vowels)
            {
                foreach (var second in Consonants)
                {
                    all.AddRange(LastVowels.Select(last => $"{first}{vowel}{second}{last}"));
                }
            }
        }

        var names = all.ToArray();
        RandomKey.FromSeed(0).Derive("names").Stream().Shuffle<string>(names);
        return [.. names.Take(ClosedCount)];
    }

    private static string Long(int number)
    {
        Span<char> letters = stackalloc char[6];
        for (var place = 5; place >= 0; place--)
        {
            var alphabet = place == 5 ? LastVowels : place % 2 == 0 ? Consonants : Vowels;
            letters[place] = alphabet[number % alphabet.Length];
            number /= alphabet.Length;
        }

        return new string(letters);
    }
}
