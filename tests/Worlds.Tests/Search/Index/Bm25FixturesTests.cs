using System.Text.Json;
using Agentic.Testing;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Tests.Search.Index;

/// <summary>What rank_bm25 and bm25s find in the reference corpus; every ranker, setting, query and size comes from the files.</summary>
public sealed class Bm25FixturesTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Rankers()
    {
        var path = FixtureFolder.Path("bm25", "scores.json");
        var names = File.Exists(path) ? JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("rankers").EnumerateObject().Select(ranker => ranker.Name) : ["missing"];
        return new TheoryData<string>(names);
    }

    [Theory]
    [MemberData(nameof(Rankers))]
    public void The_best_passages_and_their_scores_are_the_references(string ranker)
    {
        var reference = Reference(ranker);
        using var index = SearchIndex.Build(Passages(), Settings(ranker, reference));
        var queries = Lines("queries.jsonl");
        var top = reference.GetProperty("top");
        Assert.Equal(queries.Count, top.GetArrayLength());
        for (var number = 0; number < queries.Count; number++)
        {
            var ids = top[number].GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            var scores = top[number].GetProperty("scores").EnumerateArray().Select(score => score.GetDouble()).ToArray();
            var found = index.Rank(queries[number].GetProperty("text").GetString()!, ids.Length, takesAll: true);
            Assert.Equal(ids.Length, found.Length);
            for (var rank = 0; rank < ids.Length; rank++)
            {
                AssertNear(scores[rank], found[rank].Score, $"{ranker}, query {number}, rank {rank}");
            }

            // Up to ties: of passages that score the same any may come first, and at the end of the list any may be left out.
            var last = scores.Length > 0 ? scores[^1] : 0;
            Assert.Equal(
                ids.Where((_, rank) => !IsNear(scores[rank], last)).Order(),
                found.Where(entry => !IsNear(entry.Score, last)).Select(entry => entry.Passage).Order());
        }
    }

    [Theory]
    [MemberData(nameof(Rankers))]
    public void Every_passages_score_is_the_references(string ranker)
    {
        var reference = Reference(ranker);
        var passages = Passages().ToList();
        using var index = SearchIndex.Build(passages, Settings(ranker, reference));
        var queries = Lines("queries.jsonl");
        foreach (var whole in reference.GetProperty("whole").EnumerateObject())
        {
            var expected = whole.Value.EnumerateArray().Select(score => score.GetDouble()).ToArray();
            Assert.Equal(passages.Count, expected.Length);
            var found = index.Rank(queries[int.Parse(whole.Name)].GetProperty("text").GetString()!, passages.Count, takesAll: true);
            Assert.Equal(Enumerable.Range(0, passages.Count), found.Select(entry => entry.Passage).Order());
            Assert.All(found, entry => AssertNear(expected[entry.Passage], entry.Score, $"{ranker}, query {whole.Name}, passage {entry.Passage}"));
        }
    }

    [Theory]
    [InlineData("corpus.jsonl")]
    [InlineData("queries.jsonl")]
    public void Texts_are_divided_into_the_references_words(string file) =>
        Assert.All(Lines(file), line => Assert.Equal(
            line.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()),
            WordReader.All(line.GetProperty("text").GetString()!, WordRules.Plain)));

    [Theory]
    [MemberData(nameof(Rankers))]
    public void The_corpus_file_itself_can_be_indexed_saved_and_opened(string ranker)
    {
        using var folder = new TemporaryFolder();
        var settings = Settings(ranker, Reference(ranker));
        using var inMemory = SearchIndex.Build(Passages(), settings);
        IndexFile.Build(folder.File("a.index"), Corpus.Read(FixtureFolder.Require("bm25", "corpus.jsonl")), settings, postingMemory: 1);
        inMemory.Write(folder.File("b.index"));
        Assert.Equal(File.ReadAllBytes(folder.File("b.index")), File.ReadAllBytes(folder.File("a.index")));
        using var opened = SearchIndex.Open(folder.File("a.index"));
        opened.Verify();
        Assert.All(Lines("queries.jsonl").Select(line => line.GetProperty("text").GetString()!), query => Assert.Equal(inMemory.Rank(query, 7), opened.Rank(query, 7)));
        Assert.Equal(Passages(), Enumerable.Range(0, opened.Count).Select(number => opened[number]));
    }

    private static Bm25Settings Settings(string ranker, JsonElement reference)
    {
        var name = ranker.Split('_')[0];
        Bm25Variant? variant = name switch { "BM25Okapi" => Bm25Variant.Okapi, "BM25L" => Bm25Variant.L, "BM25Plus" => Bm25Variant.Plus, "lucene" => Bm25Variant.Lucene, _ => null };
        Assert.SkipUnless(variant is not null, $"The ranker {ranker} is of no known form.");
        var usual = Bm25Settings.Of(variant!.Value);
        return usual with { K1 = Number("k1", usual.K1), B = Number("b", usual.B), Delta = Number("delta", usual.Delta), Epsilon = Number("epsilon", usual.Epsilon) };

        double Number(string field, double otherwise) => reference.TryGetProperty(field, out var value) ? value.GetDouble() : otherwise;
    }

    private static JsonElement Reference(string ranker)
    {
        var rankers = JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require("bm25", "scores.json"))).RootElement.GetProperty("rankers");
        Assert.SkipUnless(rankers.TryGetProperty(ranker, out var reference), $"The ranker {ranker} is missing in bm25/scores.json.");
        return reference;
    }

    private static IEnumerable<Passage> Passages() => Lines("corpus.jsonl").Select(line => new Passage(line.GetProperty("id").GetRawText(), "", line.GetProperty("text").GetString()!));

    private static List<JsonElement> Lines(string file) =>
        [.. File.ReadLines(FixtureFolder.Require("bm25", file)).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement)];

    private static bool IsNear(double left, double right) => Math.Abs(left - right) <= Tolerance * Math.Max(Math.Abs(left), Math.Abs(right));

    private static void AssertNear(double expected, double actual, string where) => Assert.True(IsNear(expected, actual), $"{where}: expected {expected:R}, but {actual:R} came.");
}
