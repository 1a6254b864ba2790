using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Tests.Search.Index;

/// <summary>Leaving passages out must change no bit of a ranking.</summary>
public sealed class ExactSearchTests
{
    public static TheoryData<Bm25Variant> Variants() => new(Enum.GetValues<Bm25Variant>());

    [Theory]
    [MemberData(nameof(Variants))]
    public void Random_corpora_rank_as_exhaustive_scoring_ranks_them(Bm25Variant variant)
    {
        for (var seed = 0; seed < LongRun.Count(40, 1000); seed++)
        {
            var random = RandomKey.FromSeed((ulong)seed).Derive($"{variant}").Stream();
            var passages = Passages(ref random, 1 + random.NextInt(seed % 8 == 0 ? 6000 : 300));
            var settings = Bm25Settings.Of(variant) with { K1 = random.NextDouble() * 3, B = random.NextDouble(), Words = new WordRules(random.NextInt(2) == 0, random.NextInt(2) == 0) };
            using var index = SearchIndex.Build(passages, settings);
            var exhaustive = new ExhaustiveIndex(passages, settings);
            for (var number = 0; number < 20; number++)
            {
                var query = Text(ref random, random.NextInt(12));
                var count = 1 + random.NextInt(number % 5 == 0 ? passages.Count + 3 : 10);
                Assert.Equal(exhaustive.Rank(query, count), index.Rank(query, count));
                Assert.Equal(exhaustive.Rank(query, count, takesAll: true), index.Rank(query, count, takesAll: true));
            }
        }
    }

    // By hand, Lucene's form with k1 = 1, b = 0.5: lengths 2, 4, 3, mean 3; "red" in two of three passages: idf = ln(1 + 1.5 / 2.5) = ln 1.6.
    // Passage 0: 1 / (1 + 0.5 + 0.5 · 2/3) = 6/11; passage 1: 2 / (2 + 0.5 + 0.5 · 4/3) = 12/19.
    [Fact]
    public void Scores_are_those_computed_by_hand()
    {
        using var index = SearchIndex.Build([new("a", "", "red apple"), new("b", "Red", "red wine cellar"), new("c", "", "old oak tree")], new Bm25Settings { K1 = 1, B = 0.5 });
        var found = index.Rank("red", 3);
        Assert.Equal([1, 0], found.Select(entry => entry.Passage));
        Assert.Equal(Math.Log(1.6) * 12 / 19, found[0].Score, 14);
        Assert.Equal(Math.Log(1.6) * 6 / 11, found[1].Score, 14);
    }

    [Fact]
    public void Equal_passages_rank_by_position_and_passages_without_a_word_only_when_all_are_taken()
    {
        using var index = SearchIndex.Build(Enumerable.Range(0, 5000).Select(number => new Passage($"{number}", "", number % 2 == 0 ? "north wind" : "south wind")));
        Assert.Equal([1, 3, 5], index.Rank("south", 3).Select(entry => entry.Passage));
        Assert.Empty(index.Rank("east", 3));
        Assert.Empty(index.Rank("", 3));
        Assert.Equal([0, 1, 2], index.Rank("east", 3, takesAll: true).Select(entry => entry.Passage));
        Assert.Equal(2500, index.Rank("north", int.MaxValue).Length);
    }

    // A block holds 128 postings: sizes around it, single postings, long gaps, large counts.
    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(70_000)]
    public void Blocks_of_postings_hold_what_was_put_in(int passages)
    {
        var texts = Enumerable.Range(0, passages).Select(number => new Passage($"{number}", "", number == passages - 1 || number == 0
            ? string.Concat(Enumerable.Repeat("rare ", 70_000)) : number % 3 == 0 ? "common common" : "common")).ToList();
        using var index = SearchIndex.Build(texts);
        var exhaustive = new ExhaustiveIndex(texts, new Bm25Settings());
        Assert.Equal(exhaustive.Rank("rare", 3), index.Rank("rare", 3));
        Assert.Equal(exhaustive.Rank("common rare", 200), index.Rank("common rare", 200));
    }

    [Fact]
    public void Many_threads_search_one_index_and_find_the_same()
    {
        var random = RandomKey.FromSeed(5).Stream();
        var passages = Passages(ref random, 3000);
        string[] queries = [.. Enumerable.Range(0, 64).Select(_ => Text(ref random, 8))];
        using var index = SearchIndex.Build(passages);
        var expected = queries.Select(query => index.Rank(query, 5)).ToList();
        Parallel.For(0, 512, number => Assert.Equal(expected[number % queries.Length], index.Rank(queries[number % queries.Length], 5)));
    }

    // A result of three costs a few objects; a word that stands in 20,000 passages must not cost more than one that stands in 20.
    [Fact]
    public void A_query_allocates_nothing_for_postings()
    {
        using var index = SearchIndex.Build(Enumerable.Range(0, 20_000).Select(number => new Passage($"{number}", "", number % 1000 == 0 ? "common rare" : "common")));
        var (common, rare) = (Allocated("common"), Allocated("rare"));
        Assert.True(common <= rare + 64, $"20,000 postings allocated {common} bytes, 20 postings {rare}.");

        long Allocated(string query)
        {
            index.Rank(query, 3);
            var before = GC.GetAllocatedBytesForCurrentThread();
            index.Rank(query, 3);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData(false, false, "The running dogs", "the running dogs")]
    [InlineData(true, false, "Skies, glasses; maps status dress", "sky glasse map status dress")]
    [InlineData(false, true, "The cat and THE hat", "cat hat")]
    [InlineData(false, false, "ΣΊΣΥΦΟΣ Σίσυφος İzmir", "σίσυφοσ σίσυφοσ izmir")]
    [InlineData(false, false, "snake_case e-mail ½ x² 𝒜b", "snake case e mail ½ x² 𝒜b")]
    [InlineData(false, false, "a\0b\u0007c\u2028d", "a b c d")]
    public void Words_are_what_the_rules_say(bool stems, bool skips, string text, string words) =>
        Assert.Equal(words.Split(' '), WordReader.All(text, new WordRules(stems, skips)));

    [Fact]
    public void A_word_without_end_is_cut_and_half_characters_divide()
    {
        Assert.Equal([253, 253, 94], WordReader.All(new string('x', 600), WordRules.Plain).Select(word => word.Length));
        Assert.Equal(["a", "b"], WordReader.All("a\ud800b", WordRules.Plain));
    }

    [Theory]
    [InlineData("k1", -1.0)]
    [InlineData("b", 1.5)]
    [InlineData("delta", double.NaN)]
    public void Settings_out_of_range_are_refused_by_name(string name, double value)
    {
        var settings = new Bm25Settings();
        settings = name switch { "k1" => settings with { K1 = value }, "b" => settings with { B = value }, _ => settings with { Delta = value } };
        Assert.Contains(name, Assert.Throws<ArgumentException>(() => SearchIndex.Build([], settings)).Message, StringComparison.OrdinalIgnoreCase);
    }

    private static List<Passage> Passages(ref RandomStream random, int count)
    {
        var passages = new List<Passage>();
        for (var number = 0; number < count; number++)
        {
            // Some equal, some empty, some long.
            passages.Add(random.NextInt(8) == 0 && number > 0
                ? passages[random.NextInt(number)] with { Id = $"{number}" }
                : new Passage($"{number}", Text(ref random, random.NextInt(3)), Text(ref random, random.NextInt(random.NextInt(20) == 0 ? 300 : 30))));
        }

        return passages;
    }

    // Squared: low numbers are frequent words.
    private static string Text(ref RandomStream random, int words)
    {
        var text = new string[words];
        for (var index = 0; index < words; index++)
        {
            var drawn = random.NextDouble();
            text[index] = $"{(random.NextInt(50) == 0 ? "the" : "")} w{(int)(drawn * drawn * drawn * 400)}{(random.NextInt(3) == 0 ? "s" : "")}";
        }

        return string.Join(' ', text);
    }
}
