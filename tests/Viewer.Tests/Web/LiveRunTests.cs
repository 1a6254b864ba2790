using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Viewer.Tests.Web;

/// <summary>Runs that grow, are cut and go on while they are looked at.</summary>
public sealed class LiveRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Whoever_listens_hears_of_what_was_appended()
    {
        await using var run = await ViewerRun.Of(Sample(0)).ServeAsync();
        await run.UntilAsync("/api/runs/0", whole => whole.GetProperty("facts").GetInt32() == 1);
        using var stream = new StreamReader(await run.Client.GetStreamAsync("/api/runs/0/events"));

        var (hello, first) = await NextAsync(stream);
        run.Append(Sample(1), Sample(2));
        var (changed, second) = await NextAsync(stream, data => data.GetProperty("episodes").GetInt32() == 3);
        run.Write("metrics.jsonl", "{\"step\":7}\n");
        var (again, third) = await NextAsync(stream, data => data.GetProperty("updates").GetInt32() == 7);

        Assert.Equal(("hello", "changed", "changed"), (hello, changed, again));
        Assert.True(first.GetProperty("revision").GetInt64() < second.GetProperty("revision").GetInt64());
        Assert.True(second.GetProperty("revision").GetInt64() < third.GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task A_run_that_begins_later_is_seen_from_its_first_episode_on()
    {
        await using var run = ViewerRun.Of();
        Directory.Delete(Path.Combine(run.Folder, "episodes"), recursive: true);
        run.Write("metrics.jsonl", "{\"step\":1}\n");
        await run.ServeAsync();
        Assert.Equal(0, (await run.GetAsync("/api/runs/0")).GetProperty("episodes").GetInt32());

        run.Append(Sample(0));

        await run.UntilAsync("/api/runs/0", whole => whole.GetProperty("episodes").GetInt32() == 1);
    }

    [Fact]
    public async Task A_run_that_is_resumed_shows_what_it_played_again()
    {
        await using var run = await ViewerRun.Of(Sample(0), Sample(1), Sample(2), Sample(3)).ServeAsync();
        await run.UntilAsync("/api/runs/0/episodes?text=word+3", page => page.GetProperty("total").GetInt32() == 1);
        using (var writer = TrajectoryWriter.Open(Path.Combine(run.Folder, "episodes")))
        {
            writer.Truncate(2);
            for (var index = 2; index < 6; index++)
            {
                writer.Append(Samples.Episode(index, new EpisodeEnd.Terminated(false), [$"other {index}", "more", "more"]));
            }
        }

        await run.UntilAsync("/api/runs/0", whole => whole.GetProperty("episodes").GetInt32() == 6);
        var page = await run.UntilAsync("/api/runs/0/episodes?sort=tokens&desc=1", page => page.GetProperty("total").GetInt32() == 6);

        Assert.Equal([6, 6, 6, 6, 2, 2], page.GetProperty("episodes").EnumerateArray().Select(row => row.GetProperty("tokens").GetInt32()));
        Assert.Equal(0, (await run.GetAsync("/api/runs/0/episodes?text=word+3")).GetProperty("total").GetInt32());
        Assert.Equal(1, (await run.GetAsync("/api/runs/0/episodes?text=other+5")).GetProperty("total").GetInt32());
        Assert.Equal("other 3", (await run.GetAsync("/api/runs/0/episodes/3/turns")).GetProperty("turns")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_record_that_is_being_written_is_not_shown_before_it_is_whole()
    {
        await using var run = ViewerRun.Of(Sample(0), Sample(1));
        var log = Path.Combine(run.Folder, "episodes", "episodes-00000.log");
        var bytes = File.ReadAllBytes(log);
        File.WriteAllBytes(log, bytes[..^5]);
        await run.ServeAsync();

        Assert.Equal((1, 0), Counts(await run.GetAsync("/api/runs/0")));
        Assert.True((await run.GetAsync("/api/runs/0")).GetProperty("torn_bytes").GetInt64() > 0);
        File.WriteAllBytes(log, bytes);

        Assert.Equal((2, 0), Counts(await run.UntilAsync("/api/runs/0", whole => whole.GetProperty("episodes").GetInt32() == 2)));

        static (int, int) Counts(JsonElement whole) => (whole.GetProperty("episodes").GetInt32(), whole.GetProperty("damaged").GetInt32());
    }

    [Fact]
    public async Task A_writer_at_work_makes_the_run_live()
    {
        await using var run = await ViewerRun.Of(Sample(0)).ServeAsync();
        Assert.False((await run.GetAsync("/api/runs/0")).GetProperty("live").GetBoolean());

        using var writer = TrajectoryWriter.Open(Path.Combine(run.Folder, "episodes"));

        Assert.True((await run.GetAsync("/api/runs/0")).GetProperty("live").GetBoolean());
    }

    [Fact]
    public async Task A_writer_that_was_killed_leaves_a_file_and_no_life()
    {
        await using var run = await ViewerRun.Of(Sample(0)).ServeAsync();

        // What a kill leaves behind: the file of the lock, which nobody holds, beside a log that was written a moment ago.
        run.Write("episodes/writer.lock", "");
        Assert.False(await IsLiveAsync());
        using (TrajectoryWriter.Open(Path.Combine(run.Folder, "episodes")))
        {
            Assert.True(await IsLiveAsync());
        }

        Assert.False(await IsLiveAsync());

        async Task<bool> IsLiveAsync() => (await run.GetAsync("/api/runs/0")).GetProperty("live").GetBoolean();
    }

    private static EpisodeRecord Sample(int index) => Samples.Episode(index, new EpisodeEnd.Terminated(true), [$"word {index}"]);

    private static async Task<(string Event, JsonElement Data)> NextAsync(StreamReader stream, Func<JsonElement, bool>? isIt = null)
    {
        while (true)
        {
            var name = await stream.ReadLineAsync().WaitAsync(Patience);
            if (name is null or "" or ": still here")
            {
                Assert.NotNull(name);
                continue;
            }

            var data = JsonDocument.Parse((await stream.ReadLineAsync().WaitAsync(Patience))!["data: ".Length..]).RootElement;
            if (isIt is null || isIt(data))
            {
                return (name["event: ".Length..], data);
            }
        }
    }
}
