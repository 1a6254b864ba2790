using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Guidance;
using Agentic.Training.Learning;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using Agentic.Worlds.Code;

namespace Agentic.Training.Tests.Guidance;

/// <summary>Second attempts with advice, and whom they are credited to.</summary>
public sealed class ReattemptTests : IAsyncDisposable
{
    private static readonly string[] GivesUp = ["view lib/code.py", "submit"];
    private readonly IWorldKind _kind = CodeKind.Create(new Dictionary<string, string> { ["dialect"] = "brief", ["grading"] = "interpreter" });

    /// <summary>Of two tasks × two attempts all but one fail; of the three second attempts the first task's passes.</summary>
    [Fact]
    public async Task What_passes_at_the_second_attempt_joins_its_group_and_what_failed_stays()
    {
        var plans = Enumerable.Range(0, 4).Select(Plan).ToArray();
        var played = new List<PlayedEpisode>();
        foreach (var plan in plans)
        {
            played.Add(await PlayAsync(plan, plan.Index == 2 ? null : GivesUp));
        }

        var asked = new List<EpisodePlan>();
        var (all, measures) = await new Reattempts(new GuidanceSettings { When = "failed", What = "advice" }, _kind).PlayAsync(0, plans, [.. played], async again =>
        {
            asked.AddRange(again);
            var results = new List<PlayedEpisode>();
            foreach (var plan in again)
            {
                results.Add(await PlayAsync(plan, plan.Group == 0 ? null : GivesUp));
            }

            return [.. results];
        });

        Assert.Equal([0, 1, 3], asked.Select(plan => (int)plan.Index));
        Assert.Equal([(0, 0, false), (0, 1, false), (0, 2, true), (0, 3, true), (1, 0, true), (1, 1, false)], all.Select(one => ((int)one.Record.Group, one.Record.Member, one.Record.IsSolved)));
        Assert.Equal([false, false, true, true, false, false], all.Select(one => one.Record.HadHelp));
        Assert.Equal((0.25, 2 / 3.0, 2 / 6.0), (measures[MetricNames.SuccessWithoutHelp], measures[MetricNames.ReattemptSuccess], measures[MetricNames.GuidedShare]));

        // Places among the scored: in the first group each pass meets a failure; in the second the only ones meet.
        var scored = all.Select(one => ScoredEpisode.TryFrom(one.Record, out var episode) ? episode : throw new InvalidOperationException()).ToList();
        Assert.Equal([(2, 0), (3, 1), (4, 5)], PreferencePlan.Of(scored));
        Assert.Equal([(2, 0), (3, 0)], PreferencePlan.Of([scored[0], scored[4], scored[2], scored[3]]).Select(pair => (pair.Chosen, pair.Rejected)));
    }

    [Fact]
    public async Task A_second_attempt_without_advice_is_another_attempt_at_the_same_prompt()
    {
        var (plan, asked) = (Plan(0), new List<EpisodePlan>());
        await new Reattempts(new GuidanceSettings { When = "failed", What = "nothing" }, _kind).PlayAsync(0, [plan], [await PlayAsync(plan, GivesUp)], again =>
        {
            asked.AddRange(again);
            return Task.FromResult(Array.Empty<PlayedEpisode>());
        });
        Assert.Null(Assert.Single(asked).Guide);
        Assert.NotEqual(plan.Key, asked[0].Key);
    }

    [Fact]
    public async Task No_token_of_the_advice_is_in_the_prompt_or_the_loss_of_the_relabelled_sample()
    {
        var renderer = Renderer();
        for (var seed = 0; seed < 12; seed++)
        {
            var plan = Plan(seed);
            var guide = new AdviceGuide((IAdviser)_kind, [Advice.Plan, Advice.Feedback, Advice.Interaction], GivesUp);
            var (plain, advised) = ((await PlayAsync(plan, null, renderer)).Record, (await PlayAsync(plan with { Guide = guide }, null, renderer)).Record);
            var advice = Assert.Single(advised.Turns[0].Observation.Parts.OfType<GuidancePart>()).Text;
            Assert.Contains("look in line ", advice);
            Assert.Contains(advised.Transcripts[0].Segments, segment => segment.Origin == SegmentOrigin.Guidance);

            Assert.True(ScoredEpisode.TryFrom(plain, out var alone) && ScoredEpisode.TryFrom(advised, out var helped));
            ScoredEpisode.TryFrom(plain, out alone);
            ScoredEpisode.TryFrom(advised, out helped);
            var (expected, row) = (Assert.Single(TrainingRow.Of(alone!, 0)), Assert.Single(UnguidedRows.Of(helped!, 0, renderer)));
            Assert.True(row.IsRelabelled);
            Assert.DoesNotContain(row.Segments, segment => segment.Origin == SegmentOrigin.Guidance);
            Assert.Equal(expected.Segments.SelectMany(segment => segment.Ids), row.Segments.SelectMany(segment => segment.Ids));
            Assert.Equal(expected.Learnt, row.Learnt);
            Assert.All(row.Learnt, at => Assert.Equal(SegmentOrigin.Sampled, row.Segments[at].Origin));
        }
    }

    [Theory]
    [InlineData("guidance: { what: advice }", "go with when: failed")]
    [InlineData("guidance: { when: failed, what: hint }", "go with when: failed")]
    [InlineData("guidance: { when: failed, what: advice, parts: [plan, luck] }", "'luck'")]
    [InlineData("guidance: { when: failed, what: advice, parts: [] }", "at least one")]
    [InlineData("warm_start: { advised_share: 0.5 }", "there is no advice to show")]
    [InlineData("guidance: { when: failed, what: nothing }\nwarm_start: { advised_share: 0.5 }", "there is no advice to show")]
    [InlineData("train: { preference_beta: 0 }", "preference_beta")]
    public void Mistakes_are_named(string keys, string expected) => Assert.Contains(
        expected, Assert.Throws<ScenarioException>(() => ScenarioReader.Read($"name: x\nworld: {{ name: code, options: {{ dialect: brief }} }}\n{keys}\n", "x.yaml", ScenarioVocabulary.Default)).Message, StringComparison.Ordinal);

    public async ValueTask DisposeAsync() => await ((IAsyncDisposable)_kind).DisposeAsync();

    private ITurnRenderer Renderer() => QwenPolicy.BuiltInRenderer(QwenPresets.WordsName, (IClosedLanguage)_kind);

    private EpisodePlan Plan(int index) => new()
    {
        Kind = _kind, Task = _kind.Generate((ulong)(index / 2), Difficulty.Of(("functions", 2.0), ("vagueness", 1.0))), Index = index, Group = index / 2, Member = index % 2,
        Key = RandomKey.FromSeed((ulong)index), Limits = new EpisodeLimits(6), Weights = _kind.Descriptor.Weights, Instruction = _kind.Descriptor.Instruction,
    };

    // By the oracle, or as it was written down.
    private async Task<PlayedEpisode> PlayAsync(EpisodePlan plan, string[]? answers, ITurnRenderer? renderer = null) => new(await Episode.RunAsync(
        plan, new EpisodeServices([answers is null ? new OracleAgent((IOracleSource)_kind) : ScriptedAgent.Of(answers)], renderer ?? Renderer(), new PlainImageStore(), TimeProvider.System),
        TestContext.Current.CancellationToken), new EpisodeTimes());
}
