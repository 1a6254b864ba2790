using System.Net;
using System.Text;
using System.Text.Json;
using Agentic.Testing;
using Agentic.Worlds.Search.Index;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Cli.Tests.Serving;

/// <summary><c>serve --retriever</c> as programs see it.</summary>
public sealed class RetrieverServeTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private ServeRun _server = null!;

    public async ValueTask InitializeAsync()
    {
        (Passage, CorpusPlace)[] corpus = [(new("a", "Moon", "It is \"far\".\nCold."), default), (new("b", "", "The moon and the sun."), default), (new("c", "Sun", "Hot."), default)];
        IndexFile.Build(_folder.File("i"), corpus, new Bm25Settings());
        _server = await ServeRun.StartAsync("--retriever", _folder.File("i"));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Our_own_client_finds_over_the_wire_what_the_index_finds()
    {
        await using var local = Retrievers.Open(_folder.File("i"));
        await using var remote = Retrievers.Open(_server.Url.AbsoluteUri);
        foreach (var query in new[] { "moon", "sun hot", "nothing", "" })
        {
            Assert.Equal(await local.SearchAsync(query, 2, default), await remote.SearchAsync(query, 2, default));
        }
    }

    [Fact]
    public async Task Lists_come_for_each_query_with_scores_or_bare()
    {
        var (status, answer) = await Ask("""{"queries":["moon","hot"],"topk":1,"return_scores":true}""");
        Assert.Equal(HttpStatusCode.OK, status);
        var result = answer.GetProperty("result");
        Assert.Equal([1, 1], result.EnumerateArray().Select(list => list.GetArrayLength()));
        Assert.Equal("\"Sun\"\nHot.", result[1][0].GetProperty("document").GetProperty("contents").GetString());
        Assert.True(result[1][0].GetProperty("score").GetDouble() > 0);
        (_, answer) = await Ask("""{"queries":["moon"]}""");
        Assert.Equal(["a", "b"], answer.GetProperty("result")[0].EnumerateArray().Select(document => document.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("", 400, "not JSON")]
    [InlineData("[]", 400, "must be a JSON object")]
    [InlineData("{}", 400, "queries: this field is missing")]
    [InlineData("""{"queries":"moon"}""", 400, "queries: expected a list")]
    [InlineData("""{"queries":[]}""", 400, "queries: expected a list")]
    [InlineData("""{"queries":[1]}""", 400, "queries[0]: expected a text")]
    [InlineData("""{"queries":["\ud800"]}""", 400, "half of a surrogate pair")]
    [InlineData("""{"queries":["moon"],"topk":0}""", 400, "topk: expected a whole number from 1")]
    [InlineData("""{"queries":["moon"],"topk":100000}""", 400, "topk: expected a whole number from 1")]
    [InlineData("""{"queries":["moon"],"return_scores":"yes"}""", 400, "return_scores: expected true or false")]
    [InlineData("""{"queries":["moon"],"top_k":3}""", 400, "top_k: this server does not support the field")]
    public async Task A_question_that_cannot_be_answered_is_told_why(string question, int status, string said)
    {
        var (code, answer) = await Ask(question);
        Assert.Equal(status, (int)code);
        Assert.Contains(said, answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sizes_are_bounded()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await Ask(JsonSerializer.Serialize(new { queries = Enumerable.Repeat("moon", 257) }))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Ask(JsonSerializer.Serialize(new { queries = new[] { new string('x', 16_385) } }))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Ask(JsonSerializer.Serialize(new { queries = new[] { new string('x', 9 << 20) } }))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(new Uri(_server.Url, "/v1/models"))).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.GetAsync(_server.Url)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(new Uri(_server.Url, "/health"))).StatusCode);
        Assert.Contains("agentic_requests_total{path=\"/retrieve\",status=\"400\"} 2", await _http.GetStringAsync(new Uri(_server.Url, "/metrics")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_and_a_retriever_are_not_served_together() =>
        Assert.Equal(ExitCode.BadArguments, (await CliRun.Of("serve", "--retriever", _folder.File("i"), "--policy", "tiny")).Code);

    private async Task<(HttpStatusCode Status, JsonElement Answer)> Ask(string question)
    {
        // Refused by its length, a body need not be sent: without asking first, the refusal may break the connection.
        using var request = new HttpRequestMessage(HttpMethod.Post, _server.Url) { Content = new StringContent(question, Encoding.UTF8, "application/json"), Headers = { ExpectContinue = true } };
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
