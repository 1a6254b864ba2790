using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Metrics;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Evaluation;

/// <summary>Judges an agent on tasks that are never learnt from.</summary>
public static class Evaluator
{
    /// <summary>Plays the scenario's evaluation.</summary>
    /// <param name="scenario">Which tasks, how many.</param>
    /// <param name="kind">The world.</param>
    /// <param name="services">Who acts, an agent for each role.</param>
    /// <param name="tasks">Number of tasks; the most of them where the scenario asks for the whole list.</param>
    /// <param name="samples">Episodes of each.</param>
    /// <param name="played">Told of each episode, in order.</param>
    /// <param name="timed">Told where the time of each went, before <paramref name="played"/>, from any thread.</param>
    /// <param name="change">Changes each plan, such as to help; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<Evaluation> RunAsync(
        Scenario scenario, IWorldKind kind, EpisodeServices services, int tasks, int samples,
        Action<EpisodeRecord>? played = null, Action<EpisodeRecord, EpisodeTimes>? timed = null,
        Func<EpisodePlan, EpisodePlan>? change = null, CancellationToken cancellation = default)
    {
        var plans = scenario.Eval is { Whole: not EvalSettings.Drawn and var order }
            ? ScenarioEpisodes.Plans(scenario, kind, scenario.Eval.Split, ScenarioEpisodes.List(scenario, kind, scenario.Eval.Split, order), samples, tasks)
            : ScenarioEpisodes.Plans(scenario, kind, scenario.Eval.Split, samples, (long)tasks * samples);
        var records = new List<EpisodeRecord>();
        await foreach (var record in EpisodePool.RunAsync(plans.Select(plan => change?.Invoke(plan) ?? plan), services, 512, timed: timed, cancellation: cancellation))
        {
            played?.Invoke(record);
            records.Add(record);
        }

        if (records.Count > 0 && records.All(record => record.End is EpisodeEnd.Faulted))
        {
            throw new AgentFaultException($"Every episode of the evaluation broke; the first: {((EpisodeEnd.Faulted)records[0].End).Fault.Message}");
        }

        return Evaluation.Of(records, samples, kind.Descriptor, EvaluatedRoles.Judged(scenario, kind));
    }
}

/// <summary>What an evaluation found, for the role that was judged. Episodes that broke are left out and counted.</summary>
public sealed record Evaluation
{
    /// <summary>Episodes that were judged.</summary>
    public required int Episodes { get; init; }

    /// <summary>Share of solved episodes.</summary>
    public required double Success { get; init; }

    /// <summary>95 % interval of the share (Wilson).</summary>
    public required (double Low, double High) Interval { get; init; }

    /// <summary>Mean return.</summary>
    public required double Return { get; init; }

    /// <summary>Share of answers that were understood and allowed.</summary>
    public required double LegalShare { get; init; }

    /// <summary>Chance that at least one of k episodes of a task is solved, for k = 1 and the number of samples.</summary>
    public required IReadOnlyDictionary<int, double> PassAt { get; init; }

    /// <summary>The same by value of the world's report axis, easiest first.</summary>
    public required IReadOnlyDictionary<double, EvaluatedValue> ByDifficulty { get; init; }

    /// <summary>Each judged episode's task and end, in order.</summary>
    public ImmutableArray<TaskOutcome> Outcomes { get; init; } = [];

    /// <summary>Mean of each part of the reward over episodes, those of weight 0 too.</summary>
    public required IReadOnlyDictionary<string, double> Parts { get; init; }

    /// <summary>Episodes that broke.</summary>
    public required int Faulted { get; init; }

    internal static Evaluation Of(List<EpisodeRecord> records, int samples, WorldDescriptor world, int role)
    {
        var axis = world.ReportAxis;
        var scored = records.Where(record => record.End is not EpisodeEnd.Faulted).ToList();
        var solved = scored.Count(record => record.IsWonBy(role));
        var interval = scored.Count > 0 ? WilsonInterval.Of(solved, scored.Count) : new Interval(0, 1);
        var turns = scored.SelectMany(record => record.Turns).Where(turn => turn.Role == role).ToList();
        var byTask = scored.GroupBy(record => record.Group).Select(group => (Count: group.Count(), Solved: group.Count(record => record.IsWonBy(role)))).ToList();
        return new Evaluation
        {
            Episodes = scored.Count,
            Success = scored.Count > 0 ? solved / (double)scored.Count : 0,
            Interval = (interval.Low, interval.High),
            Return = scored.Count > 0 ? scored.Average(record => record.Return(role)) : 0,
            LegalShare = turns.Count > 0 ? turns.Count(turn => turn.Legal) / (double)turns.Count : 0,
            PassAt = new SortedDictionary<int, double>(new[] { 1, samples }.Distinct().ToDictionary(
                k => k, k => byTask.Where(task => task.Count >= k).Select(task => PassAtK.Any(task.Count, task.Solved, k)).DefaultIfEmpty(0).Average())),
            ByDifficulty = new SortedDictionary<double, EvaluatedValue>(axis is null ? [] : scored
                .GroupBy(record => record.Task.Features.GetValueOrDefault(axis))
                .ToDictionary(group => group.Key, group => new EvaluatedValue(
                    group.Count(record => record.IsWonBy(role)) / (double)group.Count(), group.Count(), PartsOf([.. group], world, role)))),
            Outcomes = [.. scored.Select(record => new TaskOutcome(record.Task.Features, record.IsWonBy(role)))],
            Parts = PartsOf(scored, world, role),
            Faulted = records.Count - scored.Count,
        };
    }

    private static SortedDictionary<string, double> PartsOf(List<EpisodeRecord> records, WorldDescriptor world, int role) => new(
        world.Weights.ByPart.Keys.ToDictionary(part => part, part => records.Select(record => record.Part(part, role)).DefaultIfEmpty(0).Average()), StringComparer.Ordinal);
}

/// <summary>What an evaluation found at one value of a difficulty axis.</summary>
/// <param name="Success">Share of solved episodes.</param>
/// <param name="Episodes">Episodes that were judged.</param>
/// <param name="Parts">As <see cref="Evaluation.Parts"/>, of these episodes.</param>
public sealed record EvaluatedValue(double Success, int Episodes, IReadOnlyDictionary<string, double> Parts);
