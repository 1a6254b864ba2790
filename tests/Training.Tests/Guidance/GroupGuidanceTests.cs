using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Guidance;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Tests.Guidance;

public sealed class GroupGuidanceTests
{
    private static readonly CountingKind Kind = new();

    /// <summary>Group 0 succeeds alone, group 1 with the second dose, group 2 never: GHPO's doses go to those alone who need them.</summary>
    [Fact]
    public async Task Groups_without_a_success_are_played_again_with_more_help_each_time()
    {
        var plans = Plans(3, 2);
        var doses = new List<(long Group, int Shown)>();
        async Task<PlayedEpisode[]> PlayAsync(IReadOnlyList<EpisodePlan> asked)
        {
            var played = new List<PlayedEpisode>();
            foreach (var plan in asked)
            {
                var shown = plan.Guide is null ? 0 : (await plan.Guide.HelpAsync(new GuideTurn(plan.Task, 0, 0, Observation.Empty, [], null), default)).Words!.Length - OracleGuides.Opening.Length - 1;
                doses.Add((plan.Group, shown));
                var succeeds = (plan.Group == 0 || (plan.Group == 1 && shown >= 4)) && plan.Member == 1;
                played.Add(new PlayedEpisode(await RunAsync(plan, succeeds), new EpisodeTimes()));
            }

            return [.. played];
        }

        // The oracle would say "up" eight times: 8 · 2 letters and 7 breaks are 23 characters, of which 6, 12 and 17 are shown.
        var guidance = new GroupGuidance(new GuidanceSettings { Shares = [0.1, 0.25, 0.5] }, Kind, 8);
        var played = await PlayAsync(plans);
        doses.Clear();
        var measures = await guidance.RetryAsync(0, plans, played, PlayAsync);

        Assert.Equal([(1, 2), (1, 2), (2, 2), (2, 2), (1, 6), (1, 6), (2, 6), (2, 6), (2, 12), (2, 12)], doses);
        Assert.Equal([false, false, true, true, true, true], played.Select(one => one.Record.HadHelp));
        Assert.Equal([false, true, false, true, false, false], played.Select(one => one.Record.IsSolved));
        Assert.Equal(2 / 3.0, measures[MetricNames.AllWrongShare], 12);
        Assert.Equal(1 / 3.0, measures[MetricNames.AllWrongShareLeft], 12);
        Assert.Equal(1 / 6.0, measures[MetricNames.SuccessWithoutHelp], 12);
        Assert.Equal(1 / 4.0, measures[MetricNames.SuccessWithHelp], 12);
        Assert.Equal(4 / 6.0, measures[MetricNames.GuidedShare], 12);
    }

    [Fact]
    public void Help_for_all_falls_to_nothing_where_it_is_annealed()
    {
        var settings = new GuidanceSettings { When = GuidanceSettings.Always, FromUpdate = 2, AnnealUpdates = 4 };
        var guidance = new GroupGuidance(settings, Kind, 8);

        Assert.Equal([0, 0, 1, 0.75, 0.5, 0.25, 0, 0], Enumerable.Range(0, 8).Select(update => settings.Left(update)));
        Assert.Equal([false, false, true, true, true, true, false, false], Enumerable.Range(0, 8).Select(update => guidance.First(Plans(1, 1)[0], update).Guide is not null));
    }

    private static EpisodePlan[] Plans(int groups, int members) => [.. Enumerable.Range(0, groups * members).Select(at => new EpisodePlan
    {
        Kind = Kind, Task = Kind.Generate((ulong)(at / members), Difficulty.Default), Index = at, Group = at / members, Member = at % members, Key = RandomKey.FromSeed((ulong)at),
        Limits = new EpisodeLimits(8), Weights = Kind.Descriptor.Weights, Instruction = "Count.",
    })];

    private static async Task<EpisodeRecord> RunAsync(EpisodePlan plan, bool succeeds) => await Episode.RunAsync(
        plan, new EpisodeServices([ScriptedAgent.Of(Enumerable.Repeat(succeeds ? "up" : "down", 8))], new LetterRenderer(), new PlainImageStore(), TimeProvider.System), TestContext.Current.CancellationToken);
}
