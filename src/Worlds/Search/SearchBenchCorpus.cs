using Agentic.Agents;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Search;

/// <summary>Passages of made-up words with the frequencies of a natural language: the word of rank r comes 1/r times as often as the first.</summary>
/// <param name="passages">How many.</param>
/// <param name="seed">Root of the random numbers; a passage depends on it and its own number alone.</param>
internal sealed class SearchBenchCorpus(int passages, ulong seed)
{
    /// <summary>Different words.</summary>
    public const int Vocabulary = 60_000;

    private const int ShortestPassage = 80;
    private const int LongestPassage = 200;
    private const string Consonants = "bcdfghjklmnpqrstvwxz";
    private const string Vowels = "aeiou";
    private static readonly double[] Cumulative = Zipf();
    private static readonly int[] Guide = GuideTo(Cumulative);
    private static readonly string[] Spellings = [.. Enumerable.Range(0, Vocabulary).Select(Spell)];
    private readonly RandomKey _passageKey = RandomKey.FromSeed(seed).Derive("passages");
    private readonly RandomKey _queryKey = RandomKey.FromSeed(seed).Derive("queries");

    /// <summary>All passages; the same ones again at each walk.</summary>
    public IEnumerable<Passage> Passages() => Enumerable.Range(0, passages).Select(number => new Passage($"p{number}", "", string.Join(' ', Words(number))));

    /// <summary>Words drawn from a random passage.</summary>
    public string Query(int number, int words)
    {
        var random = _queryKey.Derive((ulong)number).Stream();
        var from = Words(random.NextInt(passages));
        var drawn = new string[words];
        for (var index = 0; index < words; index++)
        {
            drawn[index] = from[random.NextInt(from.Length)];
        }

        return string.Join(' ', drawn);
    }

    private string[] Words(int number)
    {
        var random = _passageKey.Derive((ulong)number).Stream();
        var words = new string[ShortestPassage + random.NextInt(LongestPassage - ShortestPassage + 1)];
        for (var index = 0; index < words.Length; index++)
        {
            var drawn = random.NextDouble();
            var rank = Guide[(int)(drawn * Guide.Length)];
            while (Cumulative[rank] <= drawn && rank < Vocabulary - 1)
            {
                rank++;
            }

            words[index] = Spellings[rank];
        }

        return words;
    }

    private static double[] Zipf()
    {
        var cumulative = new double[Vocabulary];
        var sum = 0.0;
        for (var rank = 0; rank < Vocabulary; rank++)
        {
            sum += 1.0 / (rank + 1);
            cumulative[rank] = sum;
        }

        return [.. cumulative.Select(value => value / sum)];
    }

    // For each stretch of 0 to 1 the first rank that reaches into it.
    private static int[] GuideTo(double[] cumulative)
    {
        var guide = new int[1 << 16];
        var rank = 0;
        for (var index = 0; index < guide.Length; index++)
        {
            while (cumulative[rank] <= (double)index / guide.Length)
            {
                rank++;
            }

            guide[index] = rank;
        }

        return guide;
    }

    private static string Spell(int rank)
    {
        var letters = "";
        for (var rest = rank + 1; rest > 0; rest = (rest - 1) / (Consonants.Length * Vowels.Length))
        {
            var syllable = (rest - 1) % (Consonants.Length * Vowels.Length);
            letters += $"{Consonants[syllable / Vowels.Length]}{Vowels[syllable % Vowels.Length]}";
        }

        return letters;
    }
}
