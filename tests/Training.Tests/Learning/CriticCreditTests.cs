using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Learning;
using Agentic.Training.Logging;
using Agentic.Training.ProcessRewards;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests.Learning;

/// <summary>Two answers of "up", three tokens each, paid 1 at the end; forecasts .1 to .6 before the six tokens.</summary>
public sealed class CriticCreditTests
{
    // γ = .9, λ = .5, from the last token back: 1 − .6 = .4; .9·.6 − .5 + .45·.4 = .22; .05 + .45·.22 = .149; then across the turn:
    // .9·.4 − .3 + .45·.149 = .12705; .07 + .45·.12705 = .1271725; .08 + .45·.1271725 = .137227625.
    [Theory]
    [InlineData("last 0")]
    [InlineData("last 1")]
    [InlineData("full")]
    public async Task The_chain_runs_through_the_rows_of_an_episode(string context)
    {
        var (rows, credit) = await GiveAsync(context, new CriticSettings { Gamma = 0.9, Lambda = 0.5, Whiten = false }, null);
        float[] expected = [0.137227625f, 0.1271725f, 0.12705f, 0.149f, 0.22f, 0.4f];

        Assert.Equal(context == "full" ? 1 : 2, rows.Count);
        Assert.Equal(expected, rows.SelectMany(row => row.Advantages), (left, right) => Math.Abs(left - right) < 1e-6);
        Assert.Equal(expected.Select((advantage, at) => advantage + ((at + 1) / 10f)), rows.SelectMany(row => row.Values!.Returns), (left, right) => Math.Abs(left - right) < 1e-6);
        Assert.Equal([0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f], rows.SelectMany(row => row.Values!.Old));
        Assert.All(rows, row => Assert.DoesNotContain(false, row.Values!.IsTaught));
        Assert.Equal(6, credit.Tokens_BT![0]!.Length);
        Assert.Equal(expected.Average(value => (double)value), credit.Advantages_B[0], 1e-6);
        Assert.Equal(0.35, credit.Measures[MetricNames.ValuesMean], 1e-6);
    }

    [Fact]
    public async Task The_order_of_rows_does_not_matter()
    {
        var (episode, rows) = await PlayAsync("last 0");
        var settings = new TrainSettings { Critic = new CriticSettings { Gamma = 0.9, Lambda = 0.5, Whiten = false } };
        var turned = RowSet.Fold(rows.Visits.SelectMany(visits => visits).Reverse());
        var (given, _) = CriticCredit.Give(turned, Paid(episode, settings), [episode], settings, Numbers(turned, at => (at + 1) / 10f));

        Assert.Equal([1, 0], given.Unique.Select(row => row.Turn));
        Assert.Equal([0.149f, 0.22f, 0.4f, 0.137227625f, 0.1271725f, 0.12705f], given.Unique.SelectMany(row => row.Advantages), (left, right) => Math.Abs(left - right) < 1e-6);
    }

    // Forecasts .1 and .4 before the turns, γ = .9 a turn, λ = 1: 1 − .4 = .6; .9·.4 − .1 + .9·.6 = .8. Returns .9 and 1, taught at two tokens:
    // Var(G) = .0025, Var(G − V) = Var(.8, .6) = .01, so that 1 − 4 = −3 of the variance is explained.
    [Theory]
    [InlineData("last 0")]
    [InlineData("full")]
    public async Task Turns_have_one_forecast_each(string context)
    {
        var (rows, credit) = await GiveAsync(context, new CriticSettings { Level = "turn", Whiten = false }, 0.9);

        Assert.Equal([0.8f, 0.8f, 0.8f, 0.6f, 0.6f, 0.6f], rows.SelectMany(row => row.Advantages), (left, right) => Math.Abs(left - right) < 1e-6);
        Assert.Equal([true, false, false, true, false, false], rows.SelectMany(row => row.Values!.IsTaught));
        Assert.Equal(-3, credit.Measures[MetricNames.ExplainedVariance], 1e-4);
        Assert.Equal(2, CriticUpdate.Taught(RowSet.Fold(rows)));
    }

    // .5 for each allowed turn, beside the 1 at the end.
    [Fact]
    public async Task Process_rewards_come_at_the_end_of_their_turn()
    {
        var process = new ProcessRewardSettings([new ProcessSource(TurnWorths.Legal, ShapingForms.Pay, 0.5)]) { AllowsFarming = true };
        var (rows, _) = await GiveAsync("last 0", new CriticSettings { Lambda = 0, Whiten = false }, null, process);

        // λ = 0: what is paid plus the next forecast minus this one.
        Assert.Equal([0.1f, 0.1f, 0.6f, 0.1f, 0.1f, 0.9f], rows.SelectMany(row => row.Advantages), (left, right) => Math.Abs(left - right) < 1e-6);
    }

    [Fact]
    public async Task White_advantages_have_mean_0_and_variance_1()
    {
        var (rows, _) = await GiveAsync("last 0", new CriticSettings(), null);
        double[] advantages = [.. rows.SelectMany(row => row.Advantages).Select(value => (double)value)];

        Assert.Equal(0, advantages.Sum(), 1e-5);
        Assert.Equal(5, advantages.Sum(value => value * value), 1e-5);
        // γ = λ = 1: 1 − V, so that forecasts that rise fall, evenly.
        Assert.All(Enumerable.Range(1, 5), at => Assert.Equal(advantages[0] - advantages[1], advantages[at - 1] - advantages[at], 1e-5));
    }

    // Distances of .5 at each token and β = .1: .05 is paid for each.
    [Fact]
    public async Task Tokens_pay_for_their_distance_to_the_reference()
    {
        var (episode, rows) = await PlayAsync("last 0");
        var settings = new TrainSettings { Critic = new CriticSettings { Lambda = 0, Whiten = false }, Kl = new KlSettings("k1", 0.1) { InReward = true } };
        var (given, credit) = CriticCredit.Give(
            rows, Paid(episode, settings), [episode], settings, Numbers(rows, at => 0), Numbers(rows, _ => 0.5f));

        Assert.Equal([-0.05f, -0.05f, -0.05f, -0.05f, -0.05f, 0.95f], given.Visits.SelectMany(visits => visits).SelectMany(row => row.Advantages), (left, right) => Math.Abs(left - right) < 1e-6);
        Assert.Equal(0.5, credit.Measures[MetricNames.RewardKl], 1e-6);
    }

    private static async Task<(List<TrainingRow> Rows, EpisodeCredit Credit)> GiveAsync(string context, CriticSettings critic, double? turnDiscount, ProcessRewardSettings? process = null)
    {
        var (episode, rows) = await PlayAsync(context);
        var settings = new TrainSettings { Critic = critic, TurnDiscount = turnDiscount, ProcessRewards = process };
        var (given, credit) = CriticCredit.Give(rows, Paid(episode, settings), [episode], settings, Numbers(rows, at => (at + 1) / 10f));
        return ([.. given.Visits.SelectMany(visits => visits).OrderBy(row => row.Turn)], credit);
    }

    private static EpisodeCredit Paid(ScoredEpisode episode, TrainSettings settings) => new CreditAssignment(new CountingKind(2), 3).Assign(
        new RolePart("agent", 0, settings, [episode.Record], [], [episode]), Recipe.Of(settings with { Advantage = "gae" }), RandomKey.FromSeed(1));

    private static async Task<(ScoredEpisode Episode, RowSet Rows)> PlayAsync(string context)
    {
        Assert.True(ContextWindow.TryParse(context, out var window));
        var kind = new CountingKind(2);
        var plan = new EpisodePlan
        {
            Kind = kind, Task = kind.Generate(1, Difficulty.Default), Index = 0, Key = RandomKey.FromSeed(1), Limits = new EpisodeLimits(3), Window = window,
            Weights = RewardWeights.Of((RewardWeights.Outcome, 1)), Instruction = "",
        };
        var record = await Episode.RunAsync(plan, new EpisodeServices([ScriptedAgent.Of(["up", "up"])], new LetterRenderer(), new PlainImageStore(), TimeProvider.System));
        Assert.True(ScoredEpisode.TryFrom(record, out var scored));
        return (scored, RowSet.Fold(TrainingRow.Of(scored, 0)));
    }

    private static Dictionary<TrainingRow, float[]> Numbers(RowSet rows, Func<int, float> number)
    {
        var (found, at) = (new Dictionary<TrainingRow, float[]>(ReferenceEqualityComparer.Instance), 0);
        foreach (var row in rows.Visits.SelectMany(visits => visits).OrderBy(row => row.Turn))
        {
            found[row] = [.. Enumerable.Range(at, row.LearntTokens).Select(number)];
            at += row.LearntTokens;
        }

        return found;
    }
}
