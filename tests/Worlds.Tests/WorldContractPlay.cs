using System.Text;
using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.Worlds.Tests;

/// <summary>Plays tasks without the engine, so that ten thousand of them take seconds.</summary>
internal static class WorldContractPlay
{
    public static WorldContext Context(ulong seed = 0) =>
        new(new PlainImageStore(), RandomKey.FromSeed(seed).Derive("dynamics"), TimeProvider.System);

    public static AgentAction Action(string text, TypedAction parsed) => new(text, new TokenSpan(0, 1), parsed);

    /// <summary>The answer of a turn: random where the kind can say something at random, the oracle's otherwise.</summary>
    public static string Answer(IWorldKind kind, TaskInstance task, IReadOnlyList<string> answers, ref RandomStream random) =>
        kind is IAnswerSource source ? source.SampleAnswer(task, ref random) : ((IOracleSource)kind).CreateOracle(task).Next(answers)!;

    /// <summary>Everything that can be seen of a random episode, in one text.</summary>
    public static async Task<string> TraceAsync(IWorldKind kind, ulong seed)
    {
        var task = kind.Generate(seed, Difficulty.Default);
        var trace = new StringBuilder($"{task.Id} {task.State} {task.Split} {string.Join(' ', task.Features)}\n");
        await using var world = kind.Open(task, Context(seed));
        var (answers, random) = (new List<string>(), RandomKey.FromSeed(seed).Stream());
        while (answers.Count < Math.Max(4, kind.Descriptor.MaxTurns))
        {
            var observation = await world.ObserveAsync(CancellationToken.None);
            trace.Append(world.StateKey).Append(' ').AppendJoin(' ', observation.Parts).Append('\n');
            answers.Add(Answer(kind, task, answers, ref random));
            if (kind.Parse(task, answers[^1]).Action is not { } action)
            {
                trace.Append("refused\n");
                continue;
            }

            var outcome = await world.StepAsync(Action(answers[^1], action), CancellationToken.None);
            trace.Append(action.Canonical).Append(" → ").AppendJoin(' ', Parts(outcome).Parts).Append('\n');
            if (outcome is not StepOutcome.Continued)
            {
                break;
            }
        }

        return trace.ToString();
    }

    /// <summary>The return of the oracle's play, without the engine's format part, and whether the world called it solved.</summary>
    public static async Task<(double Return, bool Solved)> OracleAsync(IWorldKind kind, TaskInstance task, RewardWeights weights)
    {
        var oracle = ((IOracleSource)kind).CreateOracle(task);
        await using var world = kind.Open(task, Context(task.Seed));
        var (answers, total) = (new List<string>(), 0.0);
        while (answers.Count < kind.Descriptor.MaxTurns)
        {
            var answer = oracle.Next(answers);
            Assert.True(answer is not null, $"The oracle gave up on {task.State} after: {string.Join(" | ", answers)}");
            Assert.True(oracle.IsOnTheWay(answers), $"The oracle left its own way on {task.State} after: {string.Join(" | ", answers)}");
            var parse = kind.Parse(task, answer);
            Assert.True(parse.Action is not null, $"The oracle's '{answer}' was refused: {parse.Failure}");
            answers.Add(answer);
            var outcome = await world.StepAsync(Action(answer, parse.Action), CancellationToken.None);
            total += weights.Score(Parts(outcome));
            if (outcome is StepOutcome.Terminated end)
            {
                // Where several roles act, the first one's share is paid when all is over.
                var byRole = (world as IMultiRole)?.RewardsByRole(new EpisodeEnd.Terminated(end.Solved))[0] ?? Reward.None;
                return (total + weights.Score(byRole), end.Solved);
            }
        }

        return (total, false);
    }

    public static Reward Parts(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Continued step => step.Reward,
        StepOutcome.Terminated end => end.Reward,
        _ => Reward.None,
    };
}
