using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Viewer.Tests.Web;

/// <summary>Episodes that grew from others, as the server tells of them.</summary>
public sealed class LineageTests
{
    [Fact]
    public async Task An_episode_names_its_parent_and_its_children()
    {
        await using var run = await ViewerRun.Of(SampleFamily.All).ServeAsync();

        var (origin, fork, made) = (await HeadAsync(run, SampleFamily.Origin), await HeadAsync(run, SampleFamily.Fork), await HeadAsync(run, SampleFamily.Made));

        Assert.Equal(JsonValueKind.Null, origin.GetProperty("parent").ValueKind);
        Assert.Equal("[1,2,7]", origin.GetProperty("children").GetRawText());
        Assert.Equal(3, origin.GetProperty("grown").GetInt32());
        Assert.Equal("""{"episode":0,"turn":2,"pos":0}""", fork.GetProperty("parent").GetRawText());
        Assert.Equal("[]", fork.GetProperty("children").GetRawText());
        Assert.Equal("""{"episode":0,"turn":0,"pos":0}""", made.GetProperty("parent").GetRawText());
    }

    [Theory]
    [InlineData("parent=0", "1 2 7")]
    [InlineData("parent=0&turns_max=1", "2 7")]
    [InlineData("parent=-7", "6")]
    [InlineData("parent=5", "5")]
    [InlineData("parent=99", "")]
    public async Task Those_that_grew_from_an_episode_are_listed(string query, string positions)
    {
        await using var run = await ViewerRun.Of(SampleFamily.All).ServeAsync();

        var rows = (await run.GetAsync($"/api/runs/0/episodes?{query}")).GetProperty("episodes");

        Assert.Equal(positions, string.Join(' ', rows.EnumerateArray().Select(row => row.GetProperty("pos").GetInt32())));
        Assert.All(rows.EnumerateArray(), row => Assert.Equal(SampleFamily.All[row.GetProperty("pos").GetInt32()].Parent!.Value.Episode, row.GetProperty("parent").GetProperty("episode").GetInt64()));
    }

    [Fact]
    public async Task A_tree_holds_the_whole_family_and_each_hangs_where_it_begins()
    {
        await using var run = await ViewerRun.Of(SampleFamily.All).ServeAsync();

        var nodes = await TreeAsync(run, SampleFamily.Fork);

        // The path of the first has three states and its end; the fork leaves it at the third state, with an end of its own. What was made from it has
        // one state and an end below the beginning. The last has one turn, and so an end below the first state.
        Assert.Equal(4 + 1 + 2 + 1, nodes.Length);
        Assert.Equal([0, 1, 2, 7], Numbers(nodes.Where(node => node.GetProperty("parent").GetInt32() < 0).SelectMany(node => node.GetProperty("episodes").EnumerateArray())
            .Concat(nodes.Where(node => Begun(node).Contains(SampleFamily.Made)).SelectMany(node => node.GetProperty("episodes").EnumerateArray()))).Order());
        var fork = Assert.Single(nodes, node => Begun(node).Contains(SampleFamily.Fork));
        Assert.Equal(2, fork.GetProperty("turn").GetInt32());
        Assert.Equal([0, 1], Numbers(fork.GetProperty("episodes").EnumerateArray()));
        var made = Assert.Single(nodes, node => Begun(node).Contains(SampleFamily.Made));
        Assert.Equal((0, 0, ""), (made.GetProperty("parent").GetInt32(), made.GetProperty("turn").GetInt32(), made.GetProperty("action").GetString()));
        Assert.Equal([2], Numbers(made.GetProperty("episodes").EnumerateArray()));
    }

    [Theory]
    [InlineData(SampleFamily.CircleA, "3 4")]
    [InlineData(SampleFamily.CircleB, "3 4")]
    [InlineData(SampleFamily.Self, "5")]
    [InlineData(SampleFamily.Orphan, "6")]
    [InlineData(SampleFamily.Beyond, "0 1 2 7")]
    public async Task Claims_that_cannot_be_end_nothing(int position, string family)
    {
        await using var run = await ViewerRun.Of(SampleFamily.All).ServeAsync();

        var (head, nodes) = (await HeadAsync(run, position), await TreeAsync(run, position));

        Assert.Equal(SampleFamily.All[position].Parent!.Value.Turn, head.GetProperty("parent").GetProperty("turn").GetInt32());
        Assert.Equal(position != SampleFamily.Orphan, head.GetProperty("parent").TryGetProperty("pos", out _));
        Assert.Equal(family, string.Join(' ', Numbers(nodes.SelectMany(node => node.GetProperty("episodes").EnumerateArray())).Distinct().Order()));
        Assert.All(nodes, node => Assert.True(node.GetProperty("parent").GetInt32() < node.GetProperty("id").GetInt32()));
    }

    [Fact]
    public async Task A_chain_of_a_thousand_and_a_crowd_from_one_are_told_in_part()
    {
        var chain = Enumerable.Range(0, 1000).Select(index => Samples.Episode(index, new EpisodeEnd.Terminated(true), ["left"]) with { Group = index, Parent = new EpisodeParent((index + 1) % 1000) });
        var crowd = Enumerable.Range(1000, 900).Select(index => Samples.Episode(index, new EpisodeEnd.Terminated(true), ["left"]) with { Group = index, Parent = new EpisodeParent(0, 1) });
        await using var run = await ViewerRun.Of([.. chain, .. crowd]).ServeAsync();
        await run.UntilAsync("/api/runs/0", whole => whole.GetProperty("facts").GetInt32() == 1900);

        var (head, nodes) = (await HeadAsync(run, 0), await TreeAsync(run, 0));

        Assert.Equal(901, head.GetProperty("grown").GetInt32());
        Assert.Equal(24, head.GetProperty("children").GetArrayLength());
        Assert.Equal(256, nodes.SelectMany(node => node.GetProperty("episodes").EnumerateArray()).Select(episode => episode.GetInt32()).Distinct().Count());
    }

    private static async Task<JsonElement> HeadAsync(ViewerRun run, int position) => await run.GetAsync($"/api/runs/0/episodes/{position}");

    private static async Task<JsonElement[]> TreeAsync(ViewerRun run, int group) => [.. (await run.GetAsync($"/api/runs/0/tree?group={group}")).GetProperty("nodes").EnumerateArray()];

    private static IEnumerable<int> Begun(JsonElement node) => Numbers(node.GetProperty("begun").EnumerateArray());

    private static IEnumerable<int> Numbers(IEnumerable<JsonElement> list) => list.Select(number => number.GetInt32());
}
