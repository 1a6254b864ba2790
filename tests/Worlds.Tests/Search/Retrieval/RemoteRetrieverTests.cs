using System.Text.Json;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Worlds.Tests.Search.Retrieval;

/// <summary>A retriever elsewhere answers as asked, or it is a fault: never an empty or a wrong list.</summary>
public sealed class RemoteRetrieverTests
{
    [Fact]
    public async Task It_asks_as_Search_R1_does_and_reads_the_answer()
    {
        using var server = new RetrieveServer(_ => (200, """
            {"result":[[{"document":{"id":"7","contents":"\"Moon\"\nFar away."},"score":2.5},{"document":{"id":9,"contents":"plain"},"score":1},{"document":{"contents":"nameless"},"score":-1}]]}
            """));
        await using var retriever = new RemoteRetriever(server.Url);
        var hits = await retriever.SearchAsync("the \"moon\" é", 3, default);
        Assert.Equal([new("7", "Moon", "Far away.", 2.5), new("9", "", "plain", 1)], hits[..2]);
        Assert.Matches("^[0-9a-f]{16}$", hits[2].Id);
        var (path, body) = server.Seen.Single();
        var asked = JsonDocument.Parse(body).RootElement;
        Assert.Equal("/retrieve", path);
        Assert.Equal("the \"moon\" é", asked.GetProperty("queries")[0].GetString());
        Assert.Equal((3, true), (asked.GetProperty("topk").GetInt32(), asked.GetProperty("return_scores").GetBoolean()));
    }

    [Fact]
    public async Task An_empty_list_is_an_answer()
    {
        using var server = new RetrieveServer(_ => (200, """{"result":[[]]}"""));
        await using var retriever = new RemoteRetriever(server.Url);
        Assert.Empty(await retriever.SearchAsync("x", 3, default));
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("<html>busy</html>", "invalid start")]
    [InlineData("""{"result":[[""", "JSON")]
    [InlineData("""[]""", "an object with 'result'")]
    [InlineData("""{"results":[[]]}""", "result: this field is missing")]
    [InlineData("""{"result":[]}""", "a list of 1 lists")]
    [InlineData("""{"result":[[],[]]}""", "a list of 1 lists")]
    [InlineData("""{"result":[{}]}""", "result[0]: expected a list of at most 2")]
    [InlineData("""{"result":[[{"document":{"contents":"a"},"score":3},{"document":{"contents":"b"},"score":2},{"document":{"contents":"c"},"score":1}]]}""", "at most 2")]
    [InlineData("""{"result":[[{"document":{"id":"1"},"score":3}]]}""", "result[0][0].document.contents: this field is missing")]
    [InlineData("""{"result":[[{"document":{"contents":7},"score":3}]]}""", "result[0][0].document.contents: expected a text")]
    [InlineData("""{"result":[[{"document":{"contents":"\ud800"},"score":3}]]}""", "half of a surrogate pair")]
    [InlineData("""{"result":[[{"document":{"contents":"a"},"score":"3"}]]}""", "result[0][0].score: expected a number")]
    [InlineData("""{"result":[[{"document":{"contents":"a"},"score":1e999}]]}""", "result[0][0].score: expected a number")]
    [InlineData("""{"result":[[{"document":{"contents":"a"}}]]}""", "result[0][0].score: this field is missing")]
    [InlineData("""{"result":[["a"]]}""", "result[0][0]: expected an object")]
    [InlineData("""{"result":[[{"document":"a","score":3}]]}""", "result[0][0].document: expected an object")]
    public async Task An_answer_to_another_question_is_a_fault(string answer, string said)
    {
        using var server = new RetrieveServer(_ => (200, answer));
        var fault = await FaultAsync(server.Url, retryable: false);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Contains(server.Url.AbsoluteUri, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(429, true)]
    [InlineData(404, false)]
    [InlineData(302, false)]
    [InlineData(204, false)]
    public async Task Another_status_is_a_fault(int status, bool retryable)
    {
        using var server = new RetrieveServer(_ => (status, status == 204 ? "" : """{"result":[[]]}"""));
        Assert.Contains($"status {status}", (await FaultAsync(server.Url, retryable)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_fault() =>
        await FaultAsync(new Uri($"http://127.0.0.1:{RetrieveServer.FreePort()}"), retryable: true);

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_a_fault()
    {
        using var server = new RetrieveServer(null);
        Assert.Contains("within 0.2 s", (await FaultAsync(server.Url, retryable: true, new RemoteRetrieverOptions { Deadline = TimeSpan.FromSeconds(0.2) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_a_fault()
    {
        using var server = new RetrieveServer(_ => (200, new string(' ', 1 << 20)));
        await FaultAsync(server.Url, retryable: true, new RemoteRetrieverOptions { MaxAnswerBytes = 1000 });
    }

    [Fact]
    public async Task Whoever_asked_may_stop_asking_and_that_is_no_fault()
    {
        using var server = new RetrieveServer(null);
        await using var retriever = new RemoteRetriever(server.Url);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await retriever.SearchAsync("x", 2, stop.Token));
    }

    private static async Task<RetrieverFaultException> FaultAsync(Uri server, bool retryable, RemoteRetrieverOptions? options = null)
    {
        await using var retriever = new RemoteRetriever(server, options);
        var fault = await Assert.ThrowsAsync<RetrieverFaultException>(async () => await retriever.SearchAsync("x", 2, default));
        Assert.Equal(retryable, fault.Retryable);
        return fault;
    }
}
