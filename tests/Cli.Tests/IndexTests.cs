using Agentic.Testing;

namespace Agentic.Cli.Tests;

public sealed class IndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_corpus_is_built_searched_and_verified()
    {
        File.WriteAllLines(_folder.File("c.jsonl"), ["""{"id":"a","contents":"\"Moon\"\nIt is far away."}""", """{"id":"b","contents":"\"Sun\"\nIt is hot."}"""]);
        var built = await CliRun.Of("index", "build", _folder.File("c.jsonl"), "--output", _folder.File("i"), "--variant", "plus", "--k1", "1.2", "--json");
        Assert.True(built.Code == ExitCode.Done, built.Error);
        Assert.Equal((2, "plus", 1.2), (built.Json.GetProperty("passages").GetInt32(), built.Json.GetProperty("variant").GetString(), built.Json.GetProperty("k1").GetDouble()));
        var found = await CliRun.Of("index", "search", _folder.File("i"), "hot sun", "--top-k", "2", "--json");
        var hit = Assert.Single(found.Json.GetProperty("hits").EnumerateArray().ToList(), hit => hit.GetProperty("id").GetString() == "b");
        Assert.Equal(("Sun", "It is hot."), (hit.GetProperty("title").GetString(), hit.GetProperty("text").GetString()));
        Assert.Contains("Sun", (await CliRun.Of("index", "search", _folder.File("i"), "hot")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await CliRun.Of("index", "verify", _folder.File("i"))).Code);
        var bytes = File.ReadAllBytes(_folder.File("i"));
        bytes[^1] ^= 1;
        File.WriteAllBytes(_folder.File("i"), bytes);
        Assert.Equal(ExitCode.Failed, (await CliRun.Of("index", "verify", _folder.File("i"))).Code);
    }

    [Fact]
    public async Task Passages_are_encoded_and_found_by_what_they_mean()
    {
        File.WriteAllLines(_folder.File("c.jsonl"), ["""{"id":"a","contents":"a cat"}""", """{"id":"b","contents":"a car"}"""]);
        Assert.Equal(ExitCode.Done, (await CliRun.Of("index", "build", _folder.File("c.jsonl"), "--output", _folder.File("i"))).Code);
        TinyEncoder.Write(_folder.File("e"), 2, new Dictionary<string, float[]> { ["cat"] = [1, 0], ["feline"] = [1, 0], ["car"] = [0, 1] });
        var made = await CliRun.Of("index", "encode", _folder.File("i"), "--encoder", _folder.File("e"), "--json");
        Assert.True(made.Code == ExitCode.Done, made.Error);
        Assert.Equal((2, 2, _folder.File("i.vectors")), (made.Json.GetProperty("passages").GetInt32(), made.Json.GetProperty("dimension").GetInt32(), made.Json.GetProperty("vectors").GetString()));

        Assert.Empty((await CliRun.Of("index", "search", _folder.File("i"), "feline", "--json")).Json.GetProperty("hits").EnumerateArray());
        foreach (var ranking in new[] { "dense", "hybrid" })
        {
            var found = await CliRun.Of("index", "search", _folder.File("i"), "feline", "--ranking", ranking, "--encoder", _folder.File("e"), "--json");
            Assert.Equal(["a", "b"], found.Json.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()));
        }
    }

    [Fact]
    public async Task The_bench_says_how_large_how_fast_and_how_exact_an_index_is()
    {
        var bench = await CliRun.Of("worlds", "bench", "search", "--passages", "300", "--json");
        Assert.True(bench.Code == ExitCode.Done, bench.Error);
        Assert.All(
            (string[])["build_s", "index_mb", "open_ms", "memory_mb", "build_peak_memory_mb", "queries_per_s", "p50_ms", "p99_ms", "exhaustive_p50_ms"],
            name => Assert.True(bench.Json.GetProperty(name).GetDouble() >= 0, name));
        Assert.Equal((300, 1000, 0), (bench.Json.GetProperty("passages").GetInt32(), bench.Json.GetProperty("checked_queries").GetInt32(), bench.Json.GetProperty("differing_queries").GetInt32()));
    }

    [Theory]
    [InlineData("build nowhere --output NEW", ExitCode.BadArguments, "no corpus at")]
    [InlineData("build CORPUS --output NEW --variant plos", ExitCode.BadArguments, "Did you mean 'plus'")]
    [InlineData("build CORPUS --output NEW --b 2", ExitCode.BadArguments, "must be from 0 to 1")]
    [InlineData("build CORPUS --output CORPUS", ExitCode.BadArguments, "is left alone")]
    [InlineData("build BROKEN --output NEW", ExitCode.BadArguments, "b.jsonl:1: ")]
    [InlineData("search CORPUS x", ExitCode.Failed, "no search index")]
    [InlineData("search nowhere x", ExitCode.BadArguments, "nowhere")]
    [InlineData("search CORPUS x --top-k 0", ExitCode.BadArguments, "--top-k")]
    [InlineData("search CORPUS x --ranking dens --encoder e", ExitCode.BadArguments, "Did you mean 'dense'")]
    [InlineData("search CORPUS x --ranking dense", ExitCode.BadArguments, "needs --encoder")]
    [InlineData("search CORPUS x --encoder e", ExitCode.BadArguments, "goes with --ranking")]
    [InlineData("search http://127.0.0.1:1 x --ranking dense --encoder e", ExitCode.BadArguments, "is a server")]
    public async Task What_is_wrong_is_said(string line, int code, string said)
    {
        File.WriteAllText(_folder.File("c.jsonl"), """{"id":"a","contents":"x"}""");
        File.WriteAllText(_folder.File("b.jsonl"), "{");
        var words = line.Split(' ').Select(word => word switch { "CORPUS" => _folder.File("c.jsonl"), "BROKEN" => _folder.File("b.jsonl"), "NEW" => _folder.File("new"), _ => word });
        var run = await CliRun.Of(["index", .. words]);
        Assert.Equal(code, run.Code);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("new")));
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bench_measures_and_checks()
    {
        var run = await CliRun.Of("worlds", "bench", "search", "--passages", "500", "900", "--json");
        Assert.True(run.Code == ExitCode.Done, run.Error);
        Assert.Equal((500, 900), (run.Json.GetProperty("passages").GetInt32(), run.Json.GetProperty("passages_900").GetInt32()));
        Assert.All(new[] { "queries_per_s", "p50_ms", "p99_ms", "open_ms", "build_s" }, name => Assert.True(run.Json.GetProperty(name).GetDouble() > 0, name));
        Assert.Equal((1000, 0, 0), (run.Json.GetProperty("checked_queries").GetInt32(), run.Json.GetProperty("differing_queries").GetInt32(), run.Json.GetProperty("differing_queries_900").GetInt32()));
        Assert.Equal(ExitCode.BadArguments, (await CliRun.Of("worlds", "bench", "maze", "--passages", "500")).Code);
    }
}
