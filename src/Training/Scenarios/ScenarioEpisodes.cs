using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Rollouts;
using Agentic.VisionPolicy;
using Agentic.Worlds;

namespace Agentic.Training.Scenarios;

/// <summary>From a scenario to the episodes that it names. Pure: the same scenario gives the same plans.</summary>
public static class ScenarioEpisodes
{
    /// <summary>The world kind under the scenario's options.</summary>
    public static IWorldKind Kind(Scenario scenario) => WorldCatalog.Create(scenario.World.Name, scenario.World.Options);

    /// <summary>The self-play game around it; null where the scenario asks for none.</summary>
    public static ISelfPlayGame? Game(Scenario scenario) =>
        scenario.SelfPlay is { } play ? WorldCatalog.Find(scenario.World.Name).CreateGame(scenario.World.Options, play.NoiseDocuments) : null;

    /// <summary>All kinds in which the scenario's episodes are played, its world first.</summary>
    public static ImmutableArray<IWorldKind> Kinds(Scenario scenario) => Game(scenario)?.Kinds.All ?? [Kind(scenario)];

    /// <summary>The closed language that all of them share; null where one of them has none, or the scenario's policy does not read it.</summary>
    public static IClosedLanguage? Language(Scenario scenario)
    {
        // Worlds are not made only to be asked what nobody wants to know.
        if (scenario.Policy.Preset != QwenPresets.WordsName)
        {
            return null;
        }

        var kinds = Kinds(scenario);
        return kinds.All(kind => kind is IClosedLanguage) ? new SharedLanguage([.. kinds.SelectMany(kind => ((IClosedLanguage)kind).Words).Distinct()]) : null;
    }

    /// <summary>Where the scenario's tasks of a split come from.</summary>
    public static TaskSampler Tasks(Scenario scenario, IWorldKind kind, Split split) =>
        new(kind, scenario.World.Difficulty, split, TaskKey(scenario, split));

    /// <summary>Episodes over the tasks of a split, group by group, made as they are asked for.</summary>
    /// <param name="scenario">What to play.</param>
    /// <param name="kind">Its world.</param>
    /// <param name="split">The share of the task space.</param>
    /// <param name="members">Episodes of each task, 1 or more.</param>
    /// <param name="count">How many episodes.</param>
    public static IEnumerable<EpisodePlan> Plans(Scenario scenario, IWorldKind kind, Split split, int members, long count) =>
        Plans(scenario, kind, split, members, count, Tasks(scenario, kind, split).Get);

    /// <summary>The listed tasks of a split, in one of <see cref="TaskList.Orders"/>.</summary>
    /// <exception cref="AgentFaultException">The world lists none.</exception>
    public static TaskList List(Scenario scenario, IWorldKind kind, Split split, string order) =>
        new(kind, scenario.World.Difficulty, split, TaskKey(scenario, split), order);

    /// <summary>Episodes over listed tasks, group by group, made as they are asked for.</summary>
    /// <param name="scenario">What to play.</param>
    /// <param name="kind">Its world.</param>
    /// <param name="split">The split of the list.</param>
    /// <param name="list">The tasks.</param>
    /// <param name="members">Episodes of each task, 1 or more.</param>
    /// <param name="tasks">How many tasks, the first ones; all where there are no more.</param>
    public static IEnumerable<EpisodePlan> Plans(Scenario scenario, IWorldKind kind, Split split, TaskList list, int members, long tasks) =>
        Plans(scenario, kind, split, members, Math.Min(list.Count, tasks) * members, list.Get);

    private static IEnumerable<EpisodePlan> Plans(Scenario scenario, IWorldKind kind, Split split, int members, long count, Func<long, TaskInstance> tasks)
    {
        var key = RandomKey.FromSeed(scenario.Seed).Derive("episodes").Derive((ulong)split);
        TaskInstance? task = null;
        for (var index = 0L; index < count; index++)
        {
            var (group, member) = (index / members, (int)(index % members));
            task = task is null || member == 0 ? tasks(group) : task;
            yield return Plan(scenario, kind, task, index, group, member, key.Derive((ulong)index));
        }
    }

    private static RandomKey TaskKey(Scenario scenario, Split split) => RandomKey.FromSeed(scenario.Seed).Derive("tasks").Derive((ulong)split);

    /// <summary>
    /// One episode under the scenario's limits, context and rewards. What the scenario says of turns, rewards and instruction is said of its
    /// world; other kinds of a game keep their own.
    /// </summary>
    public static EpisodePlan Plan(Scenario scenario, IWorldKind kind, TaskInstance task, long index, long group, int member, RandomKey key)
    {
        var plan = OfWorld(scenario, kind, task, index, group, member, key);
        return kind.Descriptor.Name == scenario.World.Name ? plan : plan with
        {
            Limits = scenario.Limits with { MaxTurns = kind.Descriptor.MaxTurns },
            Weights = kind.Descriptor.Weights,
            Instruction = kind.Descriptor.Instruction,
        };
    }

    private static EpisodePlan OfWorld(Scenario scenario, IWorldKind kind, TaskInstance task, long index, long group, int member, RandomKey key) => new()
    {
        Kind = kind,
        Task = task,
        Index = index,
        Group = group,
        Member = member,
        Key = key,
        Limits = scenario.Limits,
        Window = scenario.Context,
        Weights = scenario.Reward,
        Instruction = scenario.Instruction,
    };

    private sealed record SharedLanguage(ImmutableArray<string> Words) : IClosedLanguage;
}
