using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.Training.Tests.ProcessRewards;

/// <summary>Scripted episodes of counting up, whose states, rewards and ways can be followed by hand.</summary>
internal static class CountedEpisodes
{
    public static ScoredEpisode Score(EpisodeRecord record)
    {
        Assert.True(ScoredEpisode.TryFrom(record, out var scored));
        return scored;
    }

    /// <summary>Paid 1 at the goal, nothing else.</summary>
    public static Task<ScoredEpisode> PlayAsync(int goal, int turns, long group, params string[] answers) => PlayAsync(goal, turns, group, null, answers);

    public static Task<ScoredEpisode> PlayAsync(int goal, int turns, long group, IGuide? guide, params string[] answers)
    {
        var kind = new CountingKind(goal);
        return PlayAsync(kind, kind.Generate(1, Difficulty.Default), turns, group, guide, answers);
    }

    public static async Task<ScoredEpisode> PlayAsync(IWorldKind kind, TaskInstance task, int turns, long group, IGuide? guide, params string[] answers)
    {
        var plan = new EpisodePlan
        {
            Kind = kind, Task = task, Index = 0, Group = group, Key = RandomKey.FromSeed(1), Limits = new EpisodeLimits(turns),
            Weights = RewardWeights.Of((RewardWeights.Outcome, 1)), Instruction = "", Guide = guide,
        };
        return Score(await Episode.RunAsync(plan, new EpisodeServices([ScriptedAgent.Of(answers)], new LetterRenderer(), new PlainImageStore(), TimeProvider.System)));
    }

    /// <summary>Knows the way to a count; lost after two steps down.</summary>
    public sealed class Counter(int goal) : IOracleSource, IOracle
    {
        public IOracle CreateOracle(TaskInstance task) => this;

        public string? Next(IReadOnlyList<string> answers) =>
            !IsOnTheWay(answers) || answers.Count(answer => answer == "up") - answers.Count(answer => answer == "down") >= goal ? null : "up";

        public bool IsOnTheWay(IReadOnlyList<string> answers) => answers.Count(answer => answer == "down") < 2;

        public string Hint(IReadOnlyList<string> answers, int level) => "up";
    }

    /// <summary>Gives the first answers.</summary>
    public sealed class First(params string[] answers) : IGuide
    {
        public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation) =>
            ValueTask.FromResult(turn.Turn < answers.Length ? new Help(Answer: answers[turn.Turn]) : Help.None);
    }
}
