using System.Text;
using System.Text.Json;
using Agentic.Testing;

namespace Agentic.Cli.Tests;

public sealed class WatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_recorded_run_is_served_until_it_is_interrupted()
    {
        using var folder = new TemporaryFolder();
        await RolloutAsync(folder);
        using var stop = new CancellationTokenSource();
        var (output, error) = (new FirstLine(), TextWriter.Synchronized(new StringWriter()));
        var exit = CommandLineApp.RunAsync(["watch", folder.File("run"), "--json", "--episode", "2"], output, error, cancellation: stop.Token);
        await Task.WhenAny(output.Line, exit).WaitAsync(Patience);
        var url = JsonDocument.Parse(await output.Line).RootElement.GetProperty("url").GetString()!;
        using var client = new HttpClient { BaseAddress = new Uri(url.Split('#')[0]) };

        var run = JsonDocument.Parse(await client.GetStringAsync("/api/runs/0")).RootElement;
        var tokens = JsonDocument.Parse(await client.GetStringAsync("/api/runs/0/episodes/2/turns/0/tokens")).RootElement;

        Assert.EndsWith("/#/run/0/episode/2/turn/1", url);
        Assert.Equal(3, run.GetProperty("episodes").GetInt32());
        Assert.Contains("maze", run.GetProperty("scenario").GetString());
        // What was said is told in the vocabulary of the run's policy.
        var answer = tokens.GetProperty("segments").EnumerateArray().Last(segment => segment.GetProperty("origin").GetString() == "sampled");
        var said = string.Concat(answer.GetProperty("ids").EnumerateArray().Select(id => tokens.GetProperty("pieces").GetProperty(id.GetRawText()).GetString()));
        var turn = JsonDocument.Parse(await client.GetStringAsync("/api/runs/0/episodes/2/turns")).RootElement.GetProperty("turns")[0];
        Assert.StartsWith(turn.GetProperty("text").GetString()!, said);
        Assert.Contains("<html", await client.GetStringAsync("/"));

        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await exit.WaitAsync(Patience));
    }

    [Theory]
    [InlineData("nowhere", "not a folder")]
    [InlineData(". --port 70000", "--port")]
    [InlineData(". --host example.com", "--host")]
    [InlineData(". --host", "--host")]
    public async Task What_cannot_be_served_is_said(string line, string words)
    {
        var run = await CliRun.Of(["watch", .. line.Split(' ')]);

        Assert.Equal(ExitCode.BadArguments, run.Code);
        Assert.Contains(words, run.Error);
    }

    [Fact]
    public async Task Beyond_this_machine_a_token_is_made()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var output = new FirstLine();
        var exit = CommandLineApp.RunAsync(["watch", folder.Path, "--json", "--host", "0.0.0.0"], output, TextWriter.Null, cancellation: stop.Token);
        await Task.WhenAny(output.Line, exit).WaitAsync(Patience);
        var url = new Uri(JsonDocument.Parse(await output.Line).RootElement.GetProperty("url").GetString()!);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{url.Port}") };

        // 24 random bytes in hexadecimal digits.
        Assert.Matches("^\\?token=[0-9a-f]{48}$", url.Query);
        Assert.Equal(401, (int)(await client.GetAsync("/api/runs")).StatusCode);
        Assert.Equal(200, (int)(await client.GetAsync($"/{url.Query}")).StatusCode);

        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await exit.WaitAsync(Patience));
    }

    [Fact]
    public async Task The_bench_of_the_viewer_tells_its_numbers()
    {
        var run = await CliRun.Of("bench", "viewer", "--episodes", "300", "--json");

        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Equal(300, run.Json.GetProperty("episodes").GetInt32());
        foreach (var name in new[] { "open_ms", "first_page_ms", "filter_ms", "peak_memory_mb" })
        {
            Assert.True(run.Json.GetProperty(name).GetDouble() > 0, name);
        }
    }

    [Fact]
    public async Task The_bench_of_a_watched_training_tells_the_ratio_of_each_pair()
    {
        var run = await CliRun.Of("bench", "viewer", "--training", "--pairs", "2", "--seconds", "0.5", "--json");

        Assert.True(run.Code == ExitCode.Done, run.Error);
        var ratios = run.Json.GetProperty("ratios").EnumerateArray().Select(ratio => ratio.GetDouble()).ToArray();
        Assert.Equal(2, ratios.Length);
        Assert.Equal(ratios.Average(), run.Json.GetProperty("ratio").GetDouble(), 1e-4);
        Assert.InRange(run.Json.GetProperty("ratio").GetDouble(), run.Json.GetProperty("ratio_low").GetDouble(), run.Json.GetProperty("ratio_high").GetDouble());
        Assert.Equal(run.Json.GetProperty("block_updates").GetInt32() * 32, run.Json.GetProperty("block_episodes").GetInt32());
        Assert.True(run.Json.GetProperty("changes_heard").GetInt32() > 0);
    }

    [Theory]
    [InlineData("--training --window", "one at a time")]
    [InlineData("--training --pairs 0", "--pairs")]
    [InlineData("--window --seconds 61", "--seconds")]
    public async Task What_the_bench_cannot_measure_is_said(string line, string words)
    {
        var run = await CliRun.Of(["bench", "viewer", .. line.Split(' ')]);

        Assert.Equal(ExitCode.BadArguments, run.Code);
        Assert.Contains(words, run.Error);
    }

    private static async Task RolloutAsync(TemporaryFolder folder)
    {
        File.WriteAllText(folder.File("s.yaml"), "world: { name: maze }\n");
        var rollout = await CliRun.Of("rollout", folder.File("s.yaml"), "--policy", "oracle", "--limit", "3", "--output", folder.File("run"), "--json");
        Assert.Equal(ExitCode.Done, rollout.Code);
    }

    private sealed class FirstLine : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => _line.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => _line.TrySetResult(value ?? "");
    }
}
