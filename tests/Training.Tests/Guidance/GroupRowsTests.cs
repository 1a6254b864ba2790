using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Guidance;
using Agentic.Training.ProcessRewards;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.Worlds.NumberLine;

namespace Agentic.Training.Tests.Guidance;

public sealed class GroupRowsTests
{
    private static readonly NumberLineKind Line = new(new Dictionary<string, string>());

    // Means of the probabilities of three tokens, as published: (.5 + .9 + .7) / 3; of three teachers the last two enter.
    [Fact]
    public void The_teachers_whom_the_policy_follows_best_enter()
    {
        Assert.Equal(0.7, AnswerScores.Mean([(float)Math.Log(0.5), (float)Math.Log(0.9), (float)Math.Log(0.7)]), 6);
        Assert.Equal([1, 2], ExpertRows.Best([0.2, 0.7, 0.5], 2));
        Assert.Equal([0, 1], ExpertRows.Best([0.5, 0.5, 0.5], 2));
    }

    /// <summary>Of three teachers the first fails; of the others the likelier one takes the last place of the group that needs it.</summary>
    [Fact]
    public async Task Teachers_come_to_groups_that_fail_altogether_and_only_with_what_is_right()
    {
        var plans = Plans(2, 3, """{"max":5,"target":4,"current":1}""");
        IGuide[] teachers = [Teacher("-"), Teacher("+"), Teacher("-", "+")];
        var rows = new ExpertRows(teachers, 1, records => Task.FromResult<double[]>([.. records.Select(record => (double)record.Turns.Length)]));
        var guidance = new GroupGuidance(new GuidanceSettings { What = GuidanceSettings.Expert }, null, 10, rows, 3);
        var played = await PlayAsync(plans, group: 0);
        await guidance.RetryAsync(0, plans, played, attempts => PlayAsync(attempts, group: -1));

        Assert.Equal([false, false, true, false, false, true], played.Select(one => one.Record.IsSolved));
        Assert.Equal([false, false, false, false, false, true], played.Select(one => one.Record.HadHelp));
        var entered = played[5].Record;
        // Down, and four times up: the other way has three turns, and the scorer liked long ones.
        Assert.Equal(["-", "+", "+", "+", "+"], entered.Turns.Select(turn => turn.Text));
        Assert.Equal((5L, 1L, 2), (entered.Index, entered.Group, entered.Member));
        Assert.All(entered.Turns, turn => Assert.True(entered.IsGuided(turn)));
        Assert.Null(await EpisodeVerifier.VerifyAsync(entered, Line, new LetterRenderer(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_expert_plays_the_last_members_of_every_group()
    {
        var guidance = GroupGuidance.For(new GuidanceSettings { When = GuidanceSettings.Always, What = GuidanceSettings.Expert, AnnealUpdates = 2 }, Line, 10, 3);
        var plans = Plans(2, 3, """{"max":5,"target":4,"current":1}""").Select(plan => guidance.First(plan, 0)).ToArray();
        var played = await PlayAsync(plans, group: -1);

        Assert.Equal([false, false, true, false, false, true], played.Select(one => one.Record.HadHelp));
        Assert.Equal([false, false, true, false, false, true], played.Select(one => one.Record.IsSolved));
        Assert.All(Plans(1, 3, """{"max":5,"target":4,"current":1}"""), plan => Assert.Null(guidance.First(plan, 2).Guide));
    }

    // Scores of steps as published: the third is the first below ½, so that two steps stay; where the first one is, none does.
    [Fact]
    public void The_first_error_is_the_first_score_below_the_threshold()
    {
        Assert.Equal(2, StepCorrection.FirstError([0.9, 0.8, 0.3, 0.7], 0.5));
        Assert.Equal(0, StepCorrection.FirstError([0.2, 0.9], 0.5));
        Assert.Null(StepCorrection.FirstError([0.5, 0.9], 0.5));
    }

    /// <summary>From 0 to 5: up, up, up are right, the fourth is not. Three of the five steps were gone: .6 of the way.</summary>
    [Theory]
    [InlineData(0.6, true, "policy", new[] { false, false, false, true, false })]
    [InlineData(0.6, true, "oracle", new[] { false, false, false, true, true })]
    [InlineData(0.7, false, "policy", new bool[0])]
    public async Task A_failed_episode_keeps_what_was_right_is_set_right_once_and_goes_on(double minProgress, bool isCorrected, string finishes, bool[] given)
    {
        var plans = Plans(1, 1, """{"max":5,"target":5,"current":0}""");
        string[] said = ["+", "+", "+", "-", "-", "-", "-", "-", "-", "-"];
        var played = new[] { await OneAsync(plans[0], said) };
        var guidance = GroupGuidance.For(new GuidanceSettings { What = GuidanceSettings.Correction, MinProgress = minProgress, Finishes = finishes }, Line, 10);
        var first = played[0].Record;
        await guidance.RetryAsync(0, plans, played, async attempts => [await OneAsync(attempts.Single(), ["nobody", "asks", "for", "these", "+"])]);

        var record = played[0].Record;
        Assert.Equal(isCorrected, record.IsSolved);
        if (!isCorrected)
        {
            Assert.Same(first, record);
            return;
        }

        Assert.Equal(["+", "+", "+", "+", "+"], record.Turns.Select(turn => turn.Text));
        Assert.Equal(given, record.Turns.Select(record.IsGuided));
        Assert.Equal(first.Transcripts[0].Segments[first.Transcripts[0].Turns[1].Reply!.Value], record.Transcripts[0].Segments[record.Transcripts[0].Turns[1].Reply!.Value]);
        Assert.Null(await EpisodeVerifier.VerifyAsync(record, Line, new LetterRenderer(), TestContext.Current.CancellationToken));
    }

    /// <summary>Own returns 1 (solved, format), .1 and .1; the expert's 1. RL-PLUS compares with the own mean, .4; a group with all four has the mean .55.</summary>
    [Theory]
    [InlineData(true, new[] { 0.6, -0.3, -0.3, 0.6 })]
    [InlineData(false, new[] { 0.45, -0.45, -0.45, 0.45 })]
    public async Task An_experts_row_is_compared_with_the_policys_own(bool comparesOwn, double[] expected)
    {
        var plans = Plans(1, 4, """{"max":5,"target":4,"current":1}""");
        plans[3] = plans[3] with { Guide = new ExpertGuide(Line) };
        var played = await PlayAsync(plans, group: -1);
        played[0] = await OneAsync(plans[0], [.. Enumerable.Repeat("+", 10)]);
        var part = RolePart.Of("policy", 0, new TrainSettings { Advantage = "dr_grpo" }, [.. played.Select(one => one.Record)], [.. played.Select(one => one.Times)]);

        var credit = new CreditAssignment(Line, 10, comparesOwn).Assign(part, Recipe.Of(part.Settings), RandomKey.FromSeed(1));
        Assert.Equal(expected, credit.Advantages_B.Select(advantage => Math.Round(advantage, 9)));
    }

    private static EpisodePlan[] Plans(int groups, int members, string task) => [.. Enumerable.Range(0, groups * members).Select(at => new EpisodePlan
    {
        Kind = Line, Task = Line.Read(JsonDocument.Parse(task).RootElement), Index = at, Group = at / members, Member = at % members, Key = RandomKey.FromSeed((ulong)at),
        Limits = new EpisodeLimits(10), Weights = Line.Descriptor.Weights, Instruction = "Count.",
    })];

    // The policy goes down all the time, but for the last member of one group.
    private static async Task<PlayedEpisode[]> PlayAsync(IReadOnlyList<EpisodePlan> plans, int group) =>
        [.. await Task.WhenAll(plans.Select(plan => OneAsync(plan, [.. Enumerable.Repeat(plan.Group == group && plan.Member == 2 ? "+" : "-", 10)])))];

    private static async Task<PlayedEpisode> OneAsync(EpisodePlan plan, string[] said) => new(await Episode.RunAsync(
        plan, new EpisodeServices([ScriptedAgent.Of(said)], new LetterRenderer(), new PlainImageStore(), TimeProvider.System), TestContext.Current.CancellationToken), new EpisodeTimes());

    private static TeacherGuide Teacher(params string[] said) => new(ScriptedAgent.Of([.. said, .. Enumerable.Repeat(said[^1], 9)]));
}
