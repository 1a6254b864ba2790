using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.Cli.Tests.Serving;

/// <summary>Both directions at once: our agent against our server.</summary>
public sealed class EndpointRolloutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EndpointRolloutTests() => File.WriteAllText(
        _folder.File("s.yaml"), "world: { name: maze, difficulty: { size: 5, length: [1, 5] } }\nlimits: { turns: 1 }\ncontext: last 0\nsampling: { temperature: 0 }\nseed: 1\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_policy_behind_the_server_plays_the_same_tokens_as_the_policy_itself()
    {
        // One turn each: later prompts hold the answers, which the server reads as text and we as the ids that were sampled.
        await using var server = await ServeRun.StartAsync("--seed", "1");
        var remote = await CliRun.Of("rollout", _folder.File("s.yaml"), "--policy", $"openai:tiny@{server.Url}", "--output", _folder.File("remote"), "--limit", "6", "--json");
        var local = await CliRun.Of("rollout", _folder.File("s.yaml"), "--output", _folder.File("local"), "--limit", "6", "--json");
        var replay = await CliRun.Of("replay", _folder.File("remote"), "--verify", "--json");

        Assert.Equal((ExitCode.Done, ExitCode.Done), (remote.Code, local.Code));
        Assert.Equal(6, replay.Json.GetProperty("verified").GetInt32());
        var (theirs, ours) = (Replies("remote"), Replies("local"));
        Assert.Equal(6, ours.Count);
        Assert.Equal(ours.Select(reply => string.Join(' ', reply.Ids)), theirs.Select(reply => string.Join(' ', reply.Ids)));
        Assert.Equal(ours.SelectMany(reply => reply.Sampling!.LogProbs), theirs.SelectMany(reply => reply.Sampling!.LogProbs));
        var usage = remote.Json.GetProperty("usage");
        Assert.Equal(theirs.Count, usage.GetProperty("turns").GetInt32());
        Assert.Equal(theirs.Sum(reply => reply.Ids.Length), usage.GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task An_evaluation_asks_the_server_too()
    {
        await using var server = await ServeRun.StartAsync();
        var run = await CliRun.Of("eval", _folder.File("s.yaml"), "--policy", $"openai:tiny@{server.Url}", "--limit", "4", "--json");

        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Equal((4, 0), (run.Json.GetProperty("episodes").GetInt32(), run.Json.GetProperty("faulted").GetInt32()));
    }

    [Theory]
    [InlineData("openai:tiny", "openai:MODEL@URL")]
    [InlineData("openai:tiny@http://a:b@host/v1", "openai:MODEL@URL")]
    public async Task A_name_that_tells_no_place_ends_with_2(string name, string expected)
    {
        var run = await CliRun.Of("rollout", _folder.File("s.yaml"), "--policy", name, "--output", _folder.File("run"));
        Assert.Equal(ExitCode.BadArguments, run.Code);
        Assert.Contains(expected, run.Error);
    }

    [Theory]
    [InlineData("--host", "0.0.0.0", "give --token")]
    [InlineData("--host", "nowhere", "must be an address")]
    [InlineData("--port", "70000", "--port must be from 0 to 65535")]
    [InlineData("--policy", "nowhere", "is no saved policy")]
    public async Task A_server_that_cannot_be_started_ends_with_2(string option, string value, string expected)
    {
        var run = await CliRun.Of("serve", option, value);
        Assert.Equal(ExitCode.BadArguments, run.Code);
        Assert.Contains(expected, run.Error);
    }

    private List<TokenSegment> Replies(string run)
    {
        using var reader = TrajectoryReader.Open(_folder.File(run, "episodes"));
        return [.. reader.ReadAll().SelectMany(record => record.Transcripts[0].Segments).Where(segment => segment.Origin == SegmentOrigin.Sampled)];
    }
}
