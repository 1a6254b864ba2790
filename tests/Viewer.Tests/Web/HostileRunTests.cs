using System.Net;
using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Viewer.Tests.Web;

/// <summary>Runs that somebody made to break the viewer, or that broke by themselves.</summary>
public sealed class HostileRunTests
{
    private const string Script = "</script><script>alert(1)</script><img src=x onerror=alert(1)>";

    [Fact]
    public async Task A_text_of_ten_megabytes_comes_in_two_parts_and_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 1_250_000).Select(at => $"{at,8}"));
        await using var run = await ViewerRun.Of(Samples.Episode(0, new EpisodeEnd.Terminated(true), [text, "left"])).ServeAsync();

        var turns = (await run.GetAsync("/api/runs/0/episodes/0/turns")).GetProperty("turns");
        var said = turns[0].GetProperty("text");

        Assert.Equal(10_000_000, said.GetProperty("length").GetInt32());
        Assert.Equal(text[..65536], said.GetProperty("text").GetString());
        Assert.Equal("left", turns[1].GetProperty("text").GetString());
        using var whole = await run.Client.GetAsync(said.GetProperty("more").GetString());
        Assert.Equal("text/plain; charset=utf-8", whole.Content.Headers.ContentType!.ToString());
        Assert.Equal(text, await whole.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Many_long_turns_come_in_pages_that_end_early()
    {
        var text = new string('x', 1 << 20);
        await using var run = await ViewerRun.Of(Samples.Episode(0, new EpisodeEnd.Terminated(true), Enumerable.Repeat(text, 12))).ServeAsync();

        var from = 0;
        for (var pages = 0; from < 12; pages++)
        {
            var page = await run.GetAsync($"/api/runs/0/episodes/0/turns?from={from}&count=200");
            Assert.InRange(page.GetProperty("turns").GetArrayLength(), 1, 5);
            Assert.Equal(from, page.GetProperty("turns")[0].GetProperty("index").GetInt32());
            from += page.GetProperty("turns").GetArrayLength();
            Assert.InRange(pages, 0, 12);
        }
    }

    [Fact]
    public async Task An_episode_of_fifty_thousand_turns_is_paged_through()
    {
        await using var run = await ViewerRun.Of(Long(50_000)).ServeAsync();

        var page = await run.GetAsync("/api/runs/0/episodes/0/turns?from=49990&count=200");
        var tokens = await run.GetAsync("/api/runs/0/episodes/0/turns/49999/tokens");
        var members = (await run.GetAsync("/api/runs/0/groups/3")).GetProperty("members");
        var nodes = (await run.GetAsync("/api/runs/0/tree?group=3")).GetProperty("nodes");

        Assert.Equal(10, page.GetProperty("turns").GetArrayLength());
        Assert.Equal("turn 49999", page.GetProperty("turns")[9].GetProperty("text").GetString());
        Assert.Equal("[10,11]", tokens.GetProperty("segments")[1].GetProperty("ids").GetRawText());
        Assert.Equal(400, members[0].GetProperty("actions").GetArrayLength());
        Assert.Equal(5000, nodes.GetArrayLength());
        Assert.Contains("50000, counted from 0", await run.RefusedAsync("/api/runs/0/episodes/0/turns/50000/tokens", HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Pictures_that_are_missing_broken_or_others_are_refused()
    {
        await using var run = ViewerRun.Of();
        var images = run.Images();
        var (whole, broken, other) = (Add(1), Add(2), Add(3));
        var missing = ContentHash.Of([9]);
        File.WriteAllBytes(FileOf(broken), [0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);
        File.Copy(FileOf(whole), FileOf(other), overwrite: true);
        var linked = ContentHash.Of([8]);
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(linked))!);
        run.Write("../secret.txt", "do not show this");
        File.CreateSymbolicLink(FileOf(linked), Path.Combine(run.Folder, "../secret.txt"));
        await run.ServeAsync();

        using var shown = await run.Client.GetAsync($"/api/runs/0/images/{whole}");
        Assert.Equal("image/png", shown.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["private, max-age=31536000, immutable"], shown.Headers.NonValidated["Cache-Control"]);
        Assert.Equal(4, PngCodec.Decode(await shown.Content.ReadAsByteArrayAsync()).Width);
        Assert.Equal((2, 1), await SizeAsync($"/api/runs/0/images/{whole}?width=2"));
        Assert.Equal((4, 2), await SizeAsync($"/api/runs/0/images/{whole}?width=512"));
        foreach (var (hash, words) in new[] { (broken, "damaged"), (other, "damaged"), (linked, "damaged"), (missing, "no such picture") })
        {
            var refusal = await run.RefusedAsync($"/api/runs/0/images/{hash}", HttpStatusCode.NotFound);
            Assert.Contains(words, refusal);
            Assert.DoesNotContain(run.Folder, refusal);
        }

        await run.RefusedAsync($"/api/runs/0/images/{whole}?width=513", HttpStatusCode.BadRequest);
        await run.RefusedAsync($"/api/runs/0/images/{whole}?width=0", HttpStatusCode.BadRequest);
        await run.RefusedAsync("/api/runs/0/images/abc", HttpStatusCode.NotFound);

        ContentHash Add(byte colour) => images.Add([.. Enumerable.Repeat(colour, 24)], 4, 2).Hash;
        string FileOf(ContentHash hash) => Path.Combine(run.Folder, "images", hash.ToString()[..2], $"{hash}.png");
        async Task<(int, int)> SizeAsync(string path) => PngCodec.Decode(await run.Client.GetByteArrayAsync(path)) is var frame ? (frame.Width, frame.Height) : default;
    }

    [Fact]
    public async Task Words_of_the_run_come_out_as_words()
    {
        var episode = Samples.Episode(0, new EpisodeEnd.Faulted(new Fault(Script, Script, false)), [Script], words: Script, feedback: Script);
        await using var run = ViewerRun.Of(episode with
        {
            Instruction = Script,
            Task = episode.Task with { World = "../../etc/passwd", State = Script, Features = Difficulty.Of((Script, 1)).Values },
        });
        run.Write("scenario.resolved.yaml", Script);
        run.Write("metrics.jsonl", JsonSerializer.Serialize(new Dictionary<string, double> { ["step"] = 1, [Script] = 2 }) + "\n");
        await run.ServeAsync();

        foreach (var path in new[] { "/api/runs", "/api/runs/0", "/api/runs/0/metrics", "/api/runs/0/episodes", "/api/runs/0/episodes/0", "/api/runs/0/episodes/0/turns", "/api/runs/0/groups/3", "/api/runs/0/tree?group=3" })
        {
            using var response = await run.Client.GetAsync(path);
            Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            Assert.DoesNotContain("<", await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(Script, (await run.GetAsync("/api/runs/0/episodes/0")).GetProperty("instruction").GetString());
        Assert.Equal(Script, (await run.GetAsync("/api/runs/0")).GetProperty("scenario").GetString());
        Assert.Equal("../../etc/passwd", (await run.GetAsync("/api/runs/0/episodes")).GetProperty("episodes")[0].GetProperty("world").GetString());
    }

    [Fact]
    public async Task A_damaged_record_says_what_is_wrong_and_the_others_go_on()
    {
        await using var run = ViewerRun.Of([.. Enumerable.Range(0, 3).Select(index => Samples.Episode(index, new EpisodeEnd.Terminated(true), ["left"]))]);
        var log = Path.Combine(run.Folder, "episodes", "episodes-00000.log");
        var bytes = File.ReadAllBytes(log);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(log, bytes);
        File.Delete(Path.ChangeExtension(log, ".idx"));
        await run.ServeAsync();

        var rows = (await run.GetAsync("/api/runs/0/episodes")).GetProperty("episodes");
        var damaged = await run.GetAsync("/api/runs/0/episodes/1");

        Assert.Equal([false, true, false], rows.EnumerateArray().Select(row => row.GetProperty("damaged").GetBoolean()));
        Assert.True(damaged.GetProperty("damaged").GetBoolean());
        Assert.Contains("checksum", damaged.GetProperty("error").GetString());
        Assert.DoesNotContain(run.Folder, damaged.GetProperty("error").GetString());
        Assert.Equal((0, 2), (damaged.GetProperty("previous").GetInt32(), damaged.GetProperty("next").GetInt32()));
        Assert.Equal(1, (await run.GetAsync("/api/runs/0")).GetProperty("damaged").GetInt32());
        Assert.Contains("checksum", await run.RefusedAsync("/api/runs/0/episodes/1/turns", HttpStatusCode.NotFound));
        Assert.Equal(2, (await run.GetAsync("/api/runs/0/groups/3")).GetProperty("members").GetArrayLength());
    }

    [Fact]
    public async Task Lines_that_nobody_understands_are_passed_over()
    {
        await using var run = ViewerRun.Of(Samples.Episode(0, new EpisodeEnd.Terminated(true), ["left"]), Samples.Episode(1, new EpisodeEnd.Terminated(true), ["left"]));
        string[] foreign =
        [
            "", "null", "[]", "7", "{", "{\"episode\":}", "{\"episode\":\"0\",\"update\":1}", "{\"episode\":1e99}", "{\"step\":\"1\"}", "\0\0\0", new string('[', 5000), new string('{', 300),
            "{\"episode\":0,\"turns\":[[[[1]]],{\"a\":[]},7,\"x\",[true,null,{}]],\"seconds\":{}}", "{\"\\ud83d\":1}",
            "{\"episode\":0,\"advantage\":{\"a\":1},\"phase\":7,\"update\":1.5,\"turns\":\"x\"}", $"{{\"step\":1,\"{new string('n', 10_000)}\":1}}",
        ];
        foreach (var file in new[] { "metrics.jsonl", "timings/episodes.jsonl", "learning/episodes.jsonl" })
        {
            run.Write(file, string.Join('\n', foreign) + "\n");
            File.AppendAllBytes(Path.Combine(run.Folder, file), [(byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)':', (byte)'1', (byte)'}', (byte)'\n']);
        }

        run.Write("metrics.jsonl", "{\"step\":2,\"loss\":0.5}\n{\"step\":3,\"loss\":");
        run.Write("timings/episodes.jsonl", "{\"episode\":1,\"seconds\":1,\"turns\":[[1,2,3]]}\n{\"episode\":0,\"sec");
        run.Write("learning/episodes.jsonl", "{\"episode\":1,\"update\":9,\"phase\":\"eval\",\"advantage\":null}\n{\"episode\":0,\"upd");
        await run.ServeAsync();

        Assert.Equal("[2]", (await run.GetAsync("/api/runs/0/metrics?from=1&names=loss")).GetProperty("steps").GetRawText());
        Assert.Equal((9, "eval"), ((await run.GetAsync("/api/runs/0/episodes/1")).GetProperty("update").GetInt32(), (await run.GetAsync("/api/runs/0/episodes/1")).GetProperty("phase").GetString()));
        Assert.Equal(JsonValueKind.Null, (await run.GetAsync("/api/runs/0/episodes/0")).GetProperty("advantage").ValueKind);
        Assert.Equal("[1,2,3]", (await run.GetAsync("/api/runs/0/episodes/1/turns")).GetProperty("turns")[0].GetProperty("seconds").GetRawText());
        await run.GetAsync("/api/runs/0/episodes/0/turns");
        await run.GetAsync("/api/runs/0/episodes/0/turns/0/tokens");
        Assert.Equal(2, (await run.GetAsync("/api/runs")).GetProperty("runs")[0].GetProperty("updates").GetInt32());
    }

    [Fact]
    public async Task A_log_of_another_kind_is_told_and_the_server_goes_on()
    {
        await using var run = ViewerRun.Of();
        run.Write("episodes/episodes-00000.log", "");
        File.WriteAllText(Path.Combine(run.Folder, "episodes", "episodes-00000.log"), "this is no log of episodes, whatever its name says");
        await run.ServeAsync();

        var whole = await run.GetAsync("/api/runs/0");

        Assert.Contains("header", whole.GetProperty("error").GetString());
        Assert.DoesNotContain(run.Folder, whole.GetProperty("error").GetString());
        Assert.Equal(0, (await run.GetAsync("/api/runs/0/episodes")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_scenario_that_is_a_link_is_not_shown()
    {
        await using var run = ViewerRun.Of();
        run.Write("../secret.txt", "do not show this");
        File.CreateSymbolicLink(Path.Combine(run.Folder, "scenario.resolved.yaml"), Path.Combine(run.Folder, "../secret.txt"));
        await run.ServeAsync();

        Assert.Equal(JsonValueKind.Null, (await run.GetAsync("/api/runs/0")).GetProperty("scenario").ValueKind);
    }

    [Theory]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("offset=x", "offset")]
    [InlineData("return_min=NaN", "return_min")]
    [InlineData("return_min=1&return_min=2", "return_min")]
    [InlineData("sort=reward", "sort")]
    [InlineData("desc=yes", "desc")]
    [InlineData("step=99999999999", "step")]
    [InlineData("retrun_min=1", "retrun_min")]
    public async Task A_wrong_filter_is_refused_by_name(string query, string name)
    {
        await using var run = await ViewerRun.Of().ServeAsync();

        Assert.Contains(name, await run.RefusedAsync($"/api/runs/0/episodes?{query}", HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_found_and_shown()
    {
        await using var run = await ViewerRun.Of(Samples.Episode(0, new EpisodeEnd.Terminated(true), ["needle \ud83d in it"])).ServeAsync();

        Assert.Equal(1, (await run.GetAsync("/api/runs/0/episodes?text=NEEDLE")).GetProperty("total").GetInt32());
        Assert.Equal("needle \ufffd in it", (await run.GetAsync("/api/runs/0/episodes/0/turns")).GetProperty("turns")[0].GetProperty("text").GetString());
    }

    // Each turn shows the present observation alone: a prompt of all turns before, at every turn, would be made in the square of their number.
    private static EpisodeRecord Long(int turns)
    {
        var one = Samples.Episode(0, new EpisodeEnd.Terminated(true), ["turn 0"]);
        var transcript = new Transcript(ContextWindow.Last(0));
        transcript.Begin([]);
        for (var turn = 0; turn < turns; turn++)
        {
            transcript.Observe([TokenSegment.Of(SegmentOrigin.Observation, [13])]);
            transcript.Reply(Samples.Answer(-1, -1));
        }

        return one with
        {
            Transcripts = [transcript],
            Turns = [.. Enumerable.Range(0, turns).Select(turn => one.Turns[0] with { Index = turn, RoleTurn = turn, Text = $"turn {turn}" })],
        };
    }
}
