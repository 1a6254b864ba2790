using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Curricula;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests.Curricula;

public sealed class CurriculumTests
{
    private const string Yaml = """
        name: small
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 3, length: [1, 4] } }
        instruction: ""
        context: last 0
        limits: { turns: 4, tokens_per_turn: 1, tokens: 512 }
        policy: { preset: tiny }
        sampling: { grammar: true }
        train: { updates: 2, groups: 6, group_size: 2, curriculum: { length: { by: staircase, over: 2, up: 0, down: 0, review: 0.3 } } }
        """;

    private static readonly ImmutableSortedDictionary<string, AxisRange> Size = ImmutableSortedDictionary<string, AxisRange>.Empty.Add("size", new AxisRange(5, 5));

    // Ariadne's shares sum to .94; each then has its part of that. Four standard deviations of a share of 20 000 are 0.012.
    [Fact]
    public void Each_bucket_has_its_share_of_the_groups()
    {
        double[] shares = [0.21, 0.18, 0.16, 0.18, 0.21];
        var curriculum = Of(new BucketShares([.. shares]), 1, 2, 3, 4, 5);
        var draws = Enumerable.Range(0, 20_000).Select(group => curriculum.Draw(group)).ToList();

        Assert.All(shares.Select((share, rung) => (share / 0.94, draws.Count(draw => draw.Rungs[0] == rung) / 20_000.0)), pair => Assert.Equal(pair.Item1, pair.Item2, 0.012));
        Assert.Equal(new AxisRange(3, 3), draws.First(draw => draw.Rungs[0] == 2).Difficulty["length"]);
        Assert.All(draws, draw => Assert.Equal(Size["size"], draw.Difficulty["size"]));
    }

    [Fact]
    public void What_is_drawn_depends_on_the_group_and_what_was_observed_alone()
    {
        var (one, other) = (Of(new Frontier(0.5, 1, 0.05, 0.9), 1, 2, 3, 4), Of(new Frontier(0.5, 1, 0.05, 0.9), 1, 2, 3, 4));
        int[] Rungs(Curriculum of) => [.. Enumerable.Range(0, 200).Select(group => of.Draw(group).Rungs[0])];
        var counts = ImmutableArray.Create(LadderState.Empty(4).Plus(0, true).Plus(1, true).Plus(2, false));
        one.Observe(counts);
        var seen = Rungs(one);

        Assert.NotEqual(Rungs(other), seen);
        other.Restore(JsonNode.Parse(one.Save().ToJsonString()));
        Assert.Equal(seen, Rungs(other));
        one.Observe(counts);
        other.Observe(counts);
        Assert.Equal(one.Save().ToJsonString(), other.Save().ToJsonString());
    }

    // With the whole solution every group that failed succeeds the second time; what the curriculum has seen is as if nobody had helped.
    [Fact]
    public async Task First_attempts_alone_are_counted()
    {
        async Task<(string Seen, bool HadHelp)> CollectAsync(params string[] settings)
        {
            await using var session = PolicySession.Open(ScenarioReader.Read(Yaml, "small.yaml", ScenarioVocabulary.Default, ["world.difficulty.length=[3, 4]", .. settings]).Scenario);
            var collector = new RolloutCollector(session);
            var round = await collector.CollectAsync(0, TestContext.Current.CancellationToken);
            return (collector.Save()!["curriculum"]!.ToJsonString(), round.Parts[0].Episodes.Any(record => record.HadHelp));
        }

        var (alone, helped) = (await CollectAsync(), await CollectAsync("guidance.when=all_wrong", "guidance.what=prefix", "guidance.shares=[1.0]"));
        Assert.Equal((alone.Seen, false, true), (helped.Seen, alone.HadHelp, helped.HadHelp));
    }

    // Two rungs in the round: 3 · 1 and 1 · 4 of 4 episodes are 7/4; the staircase stands on 1 and goes to 4.
    [Fact]
    public void A_round_is_measured_by_value()
    {
        var curriculum = Of(new Staircase(0.6, 0.1, 3, 0), 1, 4);
        var measures = curriculum.Observe([LadderState.Empty(2).Plus(0, true).Plus(0, true).Plus(0, false).Plus(1, false)]);

        Assert.Equal(
            [("curriculum/mean/length", 1.75), ("curriculum/place/length", 4), ("curriculum/success/length/1", 2 / 3.0), ("curriculum/success/length/4", 0)],
            measures.Select(measure => (measure.Key, measure.Value)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"length":{"level":0,"episodes":[1],"solved":[1]}}""")]
    [InlineData("""{"length":{"level":2,"episodes":[1,1],"solved":[1,1]}}""")]
    [InlineData("""{"length":{"level":"x","episodes":[1,1],"solved":[1,1]}}""")]
    public void A_state_of_another_curriculum_is_refused(string saved)
    {
        var error = Assert.Throws<FormatException>(() => Of(new Staircase(0.6, 0.1, 3, 0), 1, 4).Restore(JsonNode.Parse(saved)));

        Assert.Contains("length (2 ranges)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rounds_are_the_same_with_one_worker_and_climb_as_the_rule_says()
    {
        var (all, one) = (await CollectAsync(null), await CollectAsync(1));

        Assert.Equal(all.Lengths, one.Lengths);
        Assert.Equal(all.Saved, one.Saved);
        // With up: 0 each round goes up by one; 30 % of the second round's groups may look back.
        Assert.Equal([1.0], all.Lengths[0].Distinct());
        Assert.Equal(2, all.Lengths[1].Max());
        Assert.Contains("\"level\":2", all.Saved, StringComparison.Ordinal);
    }

    private static async Task<(List<double[]> Lengths, string Saved)> CollectAsync(int? workers)
    {
        await using var session = PolicySession.Open(ScenarioReader.Read(Yaml, "small.yaml", ScenarioVocabulary.Default).Scenario);
        var collector = new RolloutCollector(session, workers);
        var lengths = new List<double[]>();
        for (var update = 0; update < 2; update++)
        {
            var round = await collector.CollectAsync(update, TestContext.Current.CancellationToken);
            Assert.Contains("curriculum/place/length", round.Measures.Keys);
            lengths.Add([.. round.Parts[0].Episodes.Select(episode => episode.Task.Features["length"])]);
        }

        return (lengths, collector.Save()!.ToJsonString());
    }

    private static Curriculum Of(ICurriculumRule rule, params double[] lengths) =>
        new(new CurriculumSettings([new AxisCurriculum("length", [.. lengths.Select(value => new AxisRange(value, value))], rule)]), Size, RandomKey.FromSeed(7));
}
