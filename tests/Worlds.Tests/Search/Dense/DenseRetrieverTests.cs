using Agentic.Testing;
using Agentic.Worlds.Search;
using Agentic.Worlds.Search.Dense;
using Agentic.Worlds.Search.Index;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Worlds.Tests.Search.Dense;

public sealed class DenseRetrieverTests : IDisposable
{
    // Cats and felines mean the same, and so do cars and autos.
    private static readonly Dictionary<string, float[]> Words = new()
    {
        ["cat"] = [1, 0, 0], ["feline"] = [0.9f, 0.1f, 0], ["car"] = [0, 1, 0], ["auto"] = [0.1f, 0.9f, 0], ["red"] = [0, 0, 1], ["query"] = [0, 0, 0], [":"] = [0, 0, 0],
    };

    private static readonly Passage[] Passages =
        [new("1", "", "a cat"), new("2", "car", "red car"), new("3", "", "red red red"), new("4", "", "auto"), new("5", "", "nothing known")];

    private readonly TemporaryFolder _folder = new();

    private string Index => _folder.File("passages.index");

    private string Encoder => _folder.File("encoder");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Passages_are_found_by_what_they_mean()
    {
        Make();
        await using var retriever = Retrievers.Open(Index, Encoder, Ranking.Dense);

        var felines = await retriever.SearchAsync("Feline", 2, TestContext.Current.CancellationToken);
        Assert.Equal(["1", "4"], felines.Select(hit => hit.Id));
        Assert.Equal(0.9 / Math.Sqrt(0.82), felines[0].Score, 1e-6);
        // "red car car": the title counts; the mean of (0,0,1), (0,1,0) and (0,1,0) against (0.1, 0.9, 0).
        var autos = await retriever.SearchAsync("auto", 5, TestContext.Current.CancellationToken);
        Assert.Equal(["4", "2", "1", "3", "5"], autos.Select(hit => hit.Id));
        Assert.Equal(0.9 * 2 / Math.Sqrt(5) / Math.Sqrt(0.82), autos[1].Score, 1e-6);
        Assert.Equal("red car", autos[1].Text);
        Assert.Equal([0.0, 0.0], autos.Skip(3).Select(hit => hit.Score));
    }

    [Fact]
    public async Task Both_rankings_are_fused_by_rank()
    {
        Make();
        await using var retriever = Retrievers.Open(Index, Encoder, Ranking.Hybrid);

        // By words "auto" is in passage 4 alone; by meaning passage 4, then 2.
        var hits = await retriever.SearchAsync("auto", 2, TestContext.Current.CancellationToken);
        Assert.Equal([("4", 2 / 61.0), ("2", 1 / 62.0)], hits.Select(hit => (hit.Id, hit.Score)));
    }

    [Fact]
    public void Prompts_and_the_longest_text_are_the_encoders()
    {
        TinyEncoder.Write(Encoder, 3, Words, """{"prompts": {"query": "red ", "passage": ""}}""");
        File.WriteAllText(Path.Combine(Encoder, "tokenizer_config.json"), """{"model_max_length": 4}""");
        using var encoder = TextEncoder.Open(Encoder);

        var root = 1 / MathF.Sqrt(2);
        Assert.Equal([root, 0, root], encoder.Encode(["cat"], isQuery: true), new Near());
        Assert.Equal([1, 0, 0], encoder.Encode(["cat"], isQuery: false), new Near());
        // [CLS] and [SEP] leave two words.
        Assert.Equal([root, 0, root], encoder.Encode(["cat car car"], isQuery: true).AsSpan(0, 3).ToArray(), new Near());
    }

    [Fact]
    public void Texts_encoded_together_are_those_encoded_alone()
    {
        TinyEncoder.Write(Encoder, 3, Words);
        using var encoder = TextEncoder.Open(Encoder);
        string[] texts = ["cat", "red car feline auto", "", "unheard of"];

        Assert.Equal(texts.SelectMany(text => encoder.Encode([text], isQuery: false)), encoder.Encode(texts, isQuery: false));
    }

    [Fact]
    public void What_does_not_go_together_is_named()
    {
        TinyEncoder.Write(Encoder, 3, Words);
        Build(Passages);
        Refused("no vectors beside the index");
        Retrievers.Encode(Index, Encoder, cancellation: TestContext.Current.CancellationToken);
        var bytes = File.ReadAllBytes(Index + ".vectors");

        File.WriteAllBytes(Index + ".vectors", bytes[..^4]);
        Refused("is damaged");
        File.WriteAllBytes(Index + ".vectors", new byte[200]);
        Refused("is no file of vectors");
        File.WriteAllBytes(Index + ".vectors", bytes);
        Build(Passages.Reverse());
        Refused("of another index");
        Build(Passages);
        TinyEncoder.Write(Encoder, 3, Words.ToDictionary(word => word.Key, word => word.Key == "cat" ? [0.5f, 0, 0] : word.Value));
        Refused("by another encoder");
        File.WriteAllText(Path.Combine(Encoder, "model.onnx"), "none");
        Refused("cannot be loaded");
        File.Delete(Path.Combine(Encoder, "model.onnx"));
        Refused("has no model.onnx");
    }

    [Fact]
    public void Damage_is_found_by_verification()
    {
        Make();
        using var index = SearchIndex.Open(Index);
        Assert.True(Retrievers.VerifyVectors(Index, index, TestContext.Current.CancellationToken));
        var bytes = File.ReadAllBytes(Index + ".vectors");
        bytes[^1] ^= 1;
        File.WriteAllBytes(Index + ".vectors", bytes);
        Assert.Contains("is damaged", Assert.Throws<SearchIndexException>(() => Retrievers.VerifyVectors(Index, index)).Message, StringComparison.Ordinal);
        File.Delete(Index + ".vectors");
        Assert.False(Retrievers.VerifyVectors(Index, index, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_the_network_cannot_say_is_a_fault_and_never_an_empty_list()
    {
        TinyEncoder.Write(Encoder, 3, Words.Append(new("broken", [float.NaN, 0, 0])).ToDictionary());
        Build(Passages);
        Retrievers.Encode(Index, Encoder, cancellation: TestContext.Current.CancellationToken);
        await using var retriever = Retrievers.Open(Index, Encoder, Ranking.Dense);
        Assert.Contains("no finite numbers", (await Assert.ThrowsAsync<RetrieverFaultException>(() => Search("broken"))).Message, StringComparison.Ordinal);
        await retriever.DisposeAsync();
        Assert.Contains("closed", (await Assert.ThrowsAsync<RetrieverFaultException>(() => Search("cat"))).Message, StringComparison.Ordinal);

        Build([new("1", "", "broken")]);
        Assert.Contains("no finite numbers", Assert.Throws<SearchIndexException>(() => Retrievers.Encode(Index, Encoder)).Message, StringComparison.Ordinal);

        async Task Search(string query) => await retriever.SearchAsync(query, 1, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("tokenizer_config.json", """{"model_max_length": null}""", null)]
    [InlineData("tokenizer_config.json", "\ufeff{\"model_max_length\": 1e30}", null)]
    [InlineData("tokenizer_config.json", "[]", "must hold a JSON object")]
    [InlineData("tokenizer_config.json", "{", "is no JSON")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_max_tokens": true}""", "pools by pooling_mode_max_tokens")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": false}""", null)]
    public void What_the_folder_says_is_read_or_refused(string file, string text, string? problem)
    {
        TinyEncoder.Write(Encoder, 3, Words);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Encoder, file))!);
        File.WriteAllText(Path.Combine(Encoder, file), text);
        if (problem is null)
        {
            using var encoder = TextEncoder.Open(Encoder);
            Assert.Equal(3, encoder.Dimension);
        }
        else
        {
            Assert.Contains(problem, Assert.Throws<SearchIndexException>(() => TextEncoder.Open(Encoder)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ranking", "dense", "encoder")]
    [InlineData("encoder", "folder", "ranking")]
    [InlineData("ranking", "dens", "ranking")]
    public void A_ranking_by_vectors_needs_an_encoder_and_an_encoder_such_a_ranking(string option, string value, string named) => Assert.Equal(
        named, Assert.Throws<WorldOptionException>(() => new SearchKind(new Dictionary<string, string> { ["corpus"] = Index, ["questions"] = "q.jsonl", [option] = value })).Option);

    private void Refused(string problem) =>
        Assert.Contains(problem, Assert.Throws<SearchIndexException>(() => Retrievers.Open(Index, Encoder, Ranking.Dense)).Message, StringComparison.Ordinal);

    private void Make()
    {
        TinyEncoder.Write(Encoder, 3, Words);
        Build(Passages);
        Assert.Equal((Index + ".vectors", 5, 3, 128L + (5 * 3 * 4)), Retrievers.Encode(Index, Encoder, cancellation: TestContext.Current.CancellationToken));
    }

    private void Build(IEnumerable<Passage> passages) =>
        IndexFile.Build(Index, passages.Select(passage => (passage, new CorpusPlace("passages", 1))), new Bm25Settings(), cancellation: TestContext.Current.CancellationToken);

    private sealed class Near : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => MathF.Abs(x - y) < 1e-6f;

        public int GetHashCode(float obj) => 0;
    }
}
