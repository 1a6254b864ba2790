using System.Net;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.Viewer.Tests.Web;

public sealed class ViewerServerTests
{
    private static readonly string[] Left = ["left", "left"];

    [Fact]
    public async Task A_run_is_told_at_a_glance()
    {
        await using var run = await ViewerRun.Of(Sample(0, true), Sample(1, false), Fault(2)).ServeAsync();

        var list = (await run.GetAsync("/api/runs")).GetProperty("runs")[0];
        var whole = await run.GetAsync("/api/runs/0");

        Assert.Equal(("0", "run", 3, 0, false), (list.GetProperty("id").GetString(), list.GetProperty("name").GetString(), list.GetProperty("episodes").GetInt32(), list.GetProperty("updates").GetInt32(), list.GetProperty("live").GetBoolean()));
        Assert.Equal("""{"failed":1,"faulted":1,"solved":1}""", whole.GetProperty("ends").GetRawText());
        // Format pays 0.1, the goal 0.9, each turn's progress nothing; the faulted one counts for nothing.
        Assert.Equal(0.55, whole.GetProperty("mean_return").GetDouble(), 12);
        Assert.Equal("""[{"step":0,"phase":"rollout","groups":1,"episodes":3,"solved":1,"faulted":1,"mean_return":0.55}]""", whole.GetProperty("steps").GetRawText());
        Assert.Equal(JsonValueKind.Null, whole.GetProperty("seconds").ValueKind);
        Assert.Equal(3, whole.GetProperty("facts").GetInt32());
    }

    [Theory]
    [InlineData("", "0 1 2 3 4 5")]
    [InlineData("desc=1", "5 4 3 2 1 0")]
    [InlineData("offset=1&limit=2", "1 2")]
    [InlineData("return_min=0.5", "1 3 5")]
    [InlineData("return_max=0.5", "2 4")]
    [InlineData("end=solved,faulted", "0 1 3 5")]
    [InlineData("fault=1", "0")]
    [InlineData("group=3", "0 1 2 3 4 5")]
    [InlineData("world=nowhere", "")]
    [InlineData("turns_min=3&turns_max=4", "2 3")]
    [InlineData("tokens_min=9", "4 5")]
    [InlineData("images_max=0", "0 1 2 3 4 5")]
    [InlineData("text=ANSWER+3", "3")]
    [InlineData("text=where+to", "0 1 2 3 4 5")]
    [InlineData("task=maze-1-", "0 1 2 3 4 5")]
    [InlineData("task=cards", "")]
    [InlineData("task=MAZE-1-", "0 1 2 3 4 5")]
    [InlineData("sort=turns&desc=1&limit=2", "5 4")]
    [InlineData("sort=tokens&limit=2", "0 1")]
    [InlineData("sort=return", "2 4 1 3 5 0")]
    [InlineData("sort=end", "2 4 0 1 3 5")]
    [InlineData("step=1", "")]
    public async Task Episodes_are_filtered_sorted_and_cut(string query, string positions)
    {
        // Episode i has i + 1 turns of two tokens; the first faults, odd ones are solved.
        await using var run = await ViewerRun.Of([Fault(0), .. Enumerable.Range(1, 5).Select(index =>
            Samples.Episode(index, new EpisodeEnd.Terminated(index % 2 == 1), Enumerable.Repeat($"answer {index}", index + 1)))]).ServeAsync();

        var page = await run.GetAsync($"/api/runs/0/episodes?{query}");

        Assert.Equal(positions, string.Join(' ', page.GetProperty("episodes").EnumerateArray().Select(row => row.GetProperty("pos").GetInt32())));
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    [Theory]
    [InlineData("world-with-a-very-long-name", "0")]
    [InlineData("world-with-a-very-long-n", "0")]
    [InlineData("日本語の名前の長い世界", "1")]
    [InlineData("world", "")]
    [InlineData("日本語の名前", "")]
    public async Task A_world_whose_name_the_index_cuts_is_found(string world, string positions)
    {
        // The index keeps 24 bytes: 24 letters of the first, 8 signs of the second.
        await using var run = await ViewerRun.Of(Of(0, "world-with-a-very-long-name"), Of(1, "日本語の名前の長い世界")).ServeAsync();

        var page = await run.GetAsync($"/api/runs/0/episodes?world={Uri.EscapeDataString(world)}");

        Assert.Equal(positions, string.Join(' ', page.GetProperty("episodes").EnumerateArray().Select(row => row.GetProperty("pos").GetInt32())));

        static EpisodeRecord Of(int index, string world) => Sample(index, true) is var sample ? sample with { Task = sample.Task with { World = world } } : sample;
    }

    [Fact]
    public async Task A_row_has_what_its_record_and_learning_say()
    {
        await using var run = ViewerRun.Of(Sample(0, true), Sample(1, false));
        run.Write("learning/episodes.jsonl", """{"episode":1,"update":4,"phase":"train","advantage":-0.5}""" + "\n");
        await run.ServeAsync();

        var rows = (await run.GetAsync("/api/runs/0/episodes")).GetProperty("episodes");

        var id = Sample(0, true).Task.Id;
        Assert.Equal(
            $$"""{"pos":1,"episode":1,"group":3,"member":1,"world":"maze","task":"{{id}}","end":"failed","return":0.1,"turns":2,"tokens":4,"images":0,"step":4,"phase":"train","advantage":-0.5,"retries":0,"parent":null,"damaged":false}""",
            rows[1].GetRawText());
        Assert.Equal(JsonValueKind.Null, rows[0].GetProperty("step").ValueKind);
        Assert.Equal(1, (await run.GetAsync("/api/runs/0/episodes?step=4&phase=train")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await run.GetAsync("/api/runs/0/episodes?step=4&phase=eval")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task An_episode_is_told_without_and_with_its_turns()
    {
        await using var run = ViewerRun.Of();
        var picture = run.Images().Add(Samples.Dot(8, 4, 1, 1).Rgb, 8, 4);
        run.Append(Samples.Episode(0, new EpisodeEnd.Terminated(true), Left, _ => picture, feedback: "bumped"));
        run.Write("timings/episodes.jsonl", """{"episode":0,"seconds":2.5,"turns":[[1,0.5,0.25],[0.5,0.125,0]]}""" + "\n");
        await run.ServeAsync();

        var head = await run.GetAsync("/api/runs/0/episodes/0");
        var page = await run.GetAsync("/api/runs/0/episodes/0/turns?from=1&count=5");
        var whole = await run.GetAsync("/api/runs/0");

        Assert.Equal(("5", "Reach the flag.", 2, 2.5), (head.GetProperty("seed").GetString(), head.GetProperty("instruction").GetString(), head.GetProperty("turns").GetInt32(), head.GetProperty("seconds").GetDouble()));
        Assert.Equal("[1]", head.GetProperty("returns").GetRawText());
        Assert.Equal("""[[["outcome",1,0.9],["format",1,0.1]]]""", head.GetProperty("final").GetRawText());
        Assert.Equal("[0]", head.GetProperty("siblings").GetRawText());
        Assert.Equal((1, 2), (page.GetProperty("from").GetInt32(), page.GetProperty("total").GetInt32()));
        var turn = page.GetProperty("turns")[0];
        Assert.Equal(("left", "left", "bumped", true), (turn.GetProperty("text").GetString(), turn.GetProperty("action").GetString(), turn.GetProperty("feedback").GetString(), turn.GetProperty("legal").GetBoolean()));
        Assert.Equal($$"""[{"image":{"id":"{{picture.Hash}}","width":8,"height":4} },{"text":"Where to?"}]""".Replace("} }", "}}", StringComparison.Ordinal), turn.GetProperty("observation").GetRawText());
        Assert.Equal("[0.5,0.125,0]", turn.GetProperty("seconds").GetRawText());
        Assert.Equal("""[["progress",0.5,0]]""", turn.GetProperty("parts").GetRawText());
        Assert.Equal("""{"policy":1.5,"world":0.625,"queue":0.25,"episodes":1}""", whole.GetProperty("seconds").GetRawText());
    }

    [Fact]
    public async Task A_click_is_marked_where_it_fell()
    {
        var episode = Samples.Episode(0, new EpisodeEnd.Terminated(true), ["click"]);
        await using var run = await ViewerRun.Of(episode with
        {
            Turns = [episode.Turns[0] with { Action = """{"kind":"drag","at":[10,20],"to_at":[40,20],"of":[100,40]}""" }],
        }).ServeAsync();

        var turn = (await run.GetAsync("/api/runs/0/episodes/0/turns")).GetProperty("turns")[0];

        Assert.Equal("""{"x":0.1,"y":0.5,"to":[0.4,0.5]}""", turn.GetProperty("mark").GetRawText());
    }

    [Fact]
    public async Task Tokens_come_with_the_numbers_of_sampling_and_of_learning()
    {
        await using var run = ViewerRun.Of(Sample(0, true));
        run.Write("learning/episodes.jsonl", """{"episode":0,"update":1,"phase":"train","advantage":[1,2,3,4],"turns":[null,[-0.5,-1.5]]}""" + "\n");
        await run.ServeAsync(options => options with { TokenText = _ => Samples.TokenText });

        var strip = await run.GetAsync("/api/runs/0/episodes/0/turns/1/tokens");
        var part = await run.GetAsync("/api/runs/0/episodes/0/turns/1/tokens?from=2&count=1");
        var first = await run.GetAsync("/api/runs/0/episodes/0/turns/0/tokens");

        Assert.Equal(3, strip.GetProperty("total").GetInt32());
        Assert.Equal(
            """{"origin":"sampled","learnt":true,"start":1,"count":2,"ids":[10,11],"log_probs":[-0.25,-2],"entropies":[0.125,1],"train_log_probs":[-0.5,-1.5],"advantages":[3,4],"temperature":1,"weight_version":7}""",
            strip.GetProperty("segments")[1].GetRawText());
        Assert.Equal("""{"10":"go","11":" left","13":"\n"}""", strip.GetProperty("pieces").GetRawText());
        Assert.Equal("[11]", part.GetProperty("segments")[0].GetProperty("ids").GetRawText());
        Assert.Equal("[-2]", part.GetProperty("segments")[0].GetProperty("log_probs").GetRawText());
        Assert.Equal(JsonValueKind.Null, first.GetProperty("segments")[2].GetProperty("train_log_probs").ValueKind);
        Assert.Equal("[1,2]", first.GetProperty("segments")[2].GetProperty("advantages").GetRawText());
    }

    [Fact]
    public async Task Siblings_stand_side_by_side_and_as_a_tree()
    {
        // The first two go left, left; the third says something else at the second turn, the fourth ends one turn early.
        await using var run = await ViewerRun.Of(
            Sample(0, true), Sample(1, false), Samples.Episode(2, new EpisodeEnd.Terminated(true), ["left", "right"]), Samples.Episode(3, new EpisodeEnd.Terminated(false), ["left"])).ServeAsync();

        var members = (await run.GetAsync("/api/runs/0/groups/3")).GetProperty("members");
        var nodes = (await run.GetAsync("/api/runs/0/tree?group=3")).GetProperty("nodes");

        Assert.Equal(["null", "null", "1", "1"], members.EnumerateArray().Select(member => member.GetProperty("diverges_at").GetRawText()));
        Assert.Equal("""["left","left"]""", members[0].GetProperty("actions").GetRawText());
        // Root, the state after one turn, its ends solved and failed, and the early end.
        Assert.Equal(["-1 4 2", "0 3 2", "1 2 2", "1 1 0", "0 1 0"], nodes.EnumerateArray().Select(node =>
            $"{node.GetProperty("parent").GetInt32()} {node.GetProperty("episodes").GetArrayLength()} {node.GetProperty("solved").GetInt32()}"));
        Assert.Equal(0.55, nodes[0].GetProperty("mean_return").GetDouble(), 12);
    }

    [Fact]
    public async Task Two_steps_are_compared_on_the_same_tasks()
    {
        await using var run = ViewerRun.Of(Seeded(0, 1, false), Seeded(1, 2, true), Seeded(2, 3, true), Seeded(3, 1, true), Seeded(4, 2, false), Seeded(5, 4, true));
        foreach (var episode in Enumerable.Range(0, 6))
        {
            run.Write("learning/episodes.jsonl", $$"""{"episode":{{episode}},"update":{{(episode < 3 ? 0 : 5)}},"phase":"eval"}""" + "\n");
        }

        await run.ServeAsync();
        var comparison = await run.GetAsync("/api/compare?a=0&b=0&step_a=0&step_b=5");

        Assert.Equal(["0 3", "1 4"], comparison.GetProperty("pairs").EnumerateArray().Select(pair =>
            $"{pair.GetProperty("a").GetProperty("pos").GetInt32()} {pair.GetProperty("b").GetProperty("pos").GetInt32()}"));
        Assert.Equal((1, 1, 1, 1, 0, 0), (Of("only_a"), Of("only_b"), Of("won"), Of("lost"), Of("both"), Of("neither")));

        int Of(string name) => comparison.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Curves_are_read_from_a_step_on()
    {
        await using var run = ViewerRun.Of();
        run.Write("metrics.jsonl", "{\"step\":1,\"a\":0.5}\n{\"step\":2,\"a\":\"NaN\",\"b/c\":2}\n");
        await run.ServeAsync();

        Assert.Equal("""{"names":["a","b/c"],"steps":[1,2],"series":{"a":[0.5,null],"b/c":[null,2]}}""", (await run.GetAsync("/api/runs/0/metrics")).GetRawText());
        run.Write("metrics.jsonl", "{\"step\":3,\"a\":1}\n{\"step\":4,\"a\":1}");
        Assert.Equal("""{"names":["a","b/c"],"steps":[2,3],"series":{"a":[null,1]}}""", (await run.GetAsync("/api/runs/0/metrics?from=1&names=a")).GetRawText());
        await run.UntilAsync("/api/runs/0", whole => whole.GetProperty("updates").GetInt32() == 3);
    }

    [Fact]
    public async Task Success_is_told_by_what_was_measured_on_the_tasks()
    {
        await using var run = await ViewerRun.Of([.. Enumerable.Range(0, 30).Select(index =>
        {
            var episode = Sample(index, index % 3 == 0);
            return episode with { Task = episode.Task with { Features = Difficulty.Of(("size", 3 + (index % 2)), ("chance", index / 30.0)).Values } };
        })]).ServeAsync();

        var difficulty = (await run.GetAsync("/api/runs/0")).GetProperty("difficulty");

        // Even numbers have size 3: of 0, 2, …, 28 the solved are 0, 6, 12, 18, 24; of the odd ones 3, 9, 15, 21, 27.
        Assert.Equal("""[{"value":3,"episodes":15,"solved":5},{"value":4,"episodes":15,"solved":5}]""", difficulty.GetProperty("size").GetRawText());
        Assert.Equal(12, difficulty.GetProperty("chance").GetArrayLength());
        Assert.Equal(30, difficulty.GetProperty("chance").EnumerateArray().Sum(bin => bin.GetProperty("episodes").GetInt32()));
    }

    [Fact]
    public async Task Several_runs_stand_under_one_folder_and_new_ones_come_behind()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "b", "a/deep", "c" })
        {
            using var writer = TrajectoryWriter.Open(folder.File(name, "episodes"));
            writer.Append(Sample(0, true));
        }

        Directory.CreateSymbolicLink(folder.File("link"), folder.File("c"));
        Directory.CreateDirectory(folder.File("empty"));
        await using var run = await ViewerRun.Of().ServeAsync(options => options with { Folder = folder.Path });

        var runs = (await run.GetAsync("/api/runs")).GetProperty("runs");

        Assert.Equal(["deep", "b", "c"], runs.EnumerateArray().Select(entry => entry.GetProperty("name").GetString()));
        Assert.EndsWith("/a/deep", $"/{runs[0].GetProperty("path").GetString()}");
        Assert.Equal(1, (await run.GetAsync("/api/runs/2")).GetProperty("episodes").GetInt32());
        Assert.Contains("numbered from 0", await run.RefusedAsync("/api/runs/3", HttpStatusCode.NotFound));
    }

    private static EpisodeRecord Sample(long index, bool solved) => Samples.Episode(index, new EpisodeEnd.Terminated(solved), Left);

    private static EpisodeRecord Fault(long index) => Samples.Episode(index, new EpisodeEnd.Faulted(new Fault("world", "gone", true)), ["left"]);

    private static EpisodeRecord Seeded(long index, ulong seed, bool solved) => Sample(index, solved) is var episode ? episode with { Task = episode.Task with { Seed = seed } } : null!;
}
