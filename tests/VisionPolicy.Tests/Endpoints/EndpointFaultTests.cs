using System.Net;
using System.Net.Sockets;
using Agentic.Agents;
using Microsoft.AspNetCore.Http;

namespace Agentic.VisionPolicy.Tests.Endpoints;

/// <summary>Whatever a server does, a turn ends within its deadline, and never with an answer that was not given.</summary>
public sealed class EndpointFaultTests
{
    [Fact]
    public async Task A_server_that_is_not_there_is_a_fault_that_may_pass()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var agent = EndpointBench.Agent(new Uri($"http://127.0.0.1:{port}/v1"));

        var fault = await EndpointBench.Fault(agent);

        Assert.True(fault.Retryable);
        Assert.Contains("attempt 3 of 3", fault.Message);
        Assert.Equal((1, 3, 1), (agent.Usage.Turns, agent.Usage.Attempts, agent.Usage.Faults));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_left_at_the_deadline()
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Hang);
        using var agent = EndpointBench.Agent(server.Url, change: options => options with { Deadline = TimeSpan.FromMilliseconds(300) });
        var started = TimeProvider.System.GetTimestamp();

        var fault = await EndpointBench.Fault(agent);

        Assert.True(fault.Retryable);
        Assert.Contains("no answer within the deadline of 0.3 s", fault.Message);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.29, 20);
    }

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"up"}""", "application/json", "chat completion")]
    [InlineData("", "application/json", "chat completion")]
    [InlineData("[]", "application/json", "chat completion")]
    [InlineData("""{"choices":[]}""", "application/json", "chat completion")]
    [InlineData("""{"choices":[{"message":{}}]}""", "application/json", "neither content")]
    [InlineData("""{"choices":[{"message":{"content":7}}]}""", "application/json", "chat completion")]
    [InlineData("""{"choices":[{"message":{"content":"\ud800"}}]}""", "application/json", "chat completion")]
    [InlineData("""{"choices":[{"message":{"content":"up"},"logprobs":{"content":[{"token":"up","logprob":2}]}}]}""", "application/json", "none is above 0")]
    [InlineData("""{"choices":[{"message":{"content":"u"},"finish_reason":"content_filter"}]}""", "application/json", "content_filter")]
    [InlineData("<html>up</html>", "text/html", "text/html")]
    public async Task What_is_no_answer_is_a_fault(string body, string type, string expected)
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Say(200, body, type));
        using var agent = EndpointBench.Agent(server.Url);

        Assert.Contains(expected, (await EndpointBench.Fault(agent)).Message);
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_is_asked_for_again()
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Truncate, ChatServer.Answer("up"));
        using var agent = EndpointBench.Agent(server.Url);

        Assert.Equal("up", (await EndpointBench.Ask(agent)).Text);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_of_ten_megabytes_is_refused_at_once(bool saysSo)
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Flood(saysSo));
        using var agent = EndpointBench.Agent(server.Url);

        var fault = await EndpointBench.Fault(agent);

        Assert.False(fault.Retryable);
        Assert.Contains("at most 1048576 bytes", fault.Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task A_refusal_is_final_and_its_words_come_without_the_key(int status)
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Say(status, """{"error":{"message":"key sk-secret is wrong","code":"nope"}}"""));
        using var agent = EndpointBench.Agent(server.Url, change: options => options with { ApiKey = "sk-secret" });

        var fault = await EndpointBench.Fault(agent);

        Assert.False(fault.Retryable);
        Assert.Contains($"status {status}: key … is wrong nope", fault.Message);
        Assert.DoesNotContain("secret", fault.ToString());
        Assert.Equal(["Bearer sk-secret"], server.Keys);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_busy_server_is_asked_again_after_the_time_that_it_names(int status)
    {
        var clock = new SkippingClock(TimeSpan.FromSeconds(20));
        await using var server = await ChatServer.StartAsync(
            ChatServer.Say(status, "{}", retryAfter: "7"), ChatServer.Say(status, "{}", retryAfter: "Tue, 01 Jan 2030 00:00:05 GMT"), ChatServer.Answer("up"));
        using var agent = EndpointBench.Agent(server.Url, clock: clock);

        Assert.Equal("up", (await EndpointBench.Ask(agent)).Text);
        // The date is five seconds after the clock's standing 1 January 2030.
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(5)], clock.Pauses);
    }

    [Fact]
    public async Task Pauses_double_from_the_first_one_less_up_to_half()
    {
        var clock = new SkippingClock(TimeSpan.FromSeconds(20));
        await using var server = await ChatServer.StartAsync(ChatServer.Say(500, "{}"));
        using var agent = EndpointBench.Agent(server.Url, clock: clock, change: options => options with { FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(3), MaxAttempts = 5 });

        Assert.True((await EndpointBench.Fault(agent)).Retryable);
        Assert.Equal(4, clock.Pauses.Count);
        Assert.All(clock.Pauses.Zip([1.0, 2, 3, 3]), pair => Assert.InRange(pair.First.TotalSeconds, pair.Second / 2, pair.Second));
    }

    [Fact]
    public async Task A_pause_that_would_pass_the_deadline_is_not_waited_for()
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Say(429, "{}", retryAfter: "3600"));
        using var agent = EndpointBench.Agent(server.Url);

        var fault = await EndpointBench.Fault(agent);

        Assert.True(fault.Retryable);
        Assert.Contains("a pause of 3600 s would pass the deadline", fault.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_exhausted_quota_is_final()
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Say(429, """{"error":{"message":"no money","code":"insufficient_quota"}}"""));
        using var agent = EndpointBench.Agent(server.Url);

        Assert.False((await EndpointBench.Fault(agent)).Retryable);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_caller_that_goes_away_gets_its_own_cancellation()
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Hang);
        using var agent = EndpointBench.Agent(server.Url);
        using var stop = new CancellationTokenSource();
        var asked = agent.ActAsync(EndpointBench.Turn(), stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task An_episode_whose_server_fails_ends_in_a_fault_and_has_no_score()
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Answer("up"), ChatServer.Say(200, "up", "text/plain"));
        var images = new MemoryImageStore();
        using var agent = EndpointBench.Agent(server.Url, images);

        var record = await EndpointBench.Play(agent, images, ContextWindow.Full);

        var end = Assert.IsType<EpisodeEnd.Faulted>(record.End);
        Assert.Contains("text/plain", end.Fault.Message);
        Assert.Single(record.Turns);
        Assert.False(ScoredEpisode.TryFrom(record, out _));
    }
}
