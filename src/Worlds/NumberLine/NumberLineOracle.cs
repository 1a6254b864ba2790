using Agentic.Agents;

namespace Agentic.Worlds.NumberLine;

/// <summary>Walks straight to the target.</summary>
public sealed class NumberLineOracle(NumberLineTask task) : IOracle
{
    /// <inheritdoc/>
    public string? Next(IReadOnlyList<string> answers)
    {
        var state = Replay(answers);
        return state.Distance == 0 ? null : NumberLineAnswers.Format(task, state, state.Target - state.Current);
    }

    /// <inheritdoc/>
    public bool IsOnTheWay(IReadOnlyList<string> answers) => true;

    /// <inheritdoc/>
    public string Hint(IReadOnlyList<string> answers, int level)
    {
        var state = Replay(answers);
        return level switch
        {
            <= 0 => "Bring the current number to the target.",
            1 => state.Distance == 0 ? "You are there." : state.Target > state.Current ? "The target is larger." : "The target is smaller.",
            _ => Next(answers) is { } next ? $"Answer: {next}" : "You are there.",
        };
    }

    private NumberLineState Replay(IReadOnlyList<string> answers)
    {
        var state = task.Start;
        foreach (var answer in answers)
        {
            if (state.Distance > 0 && NumberLineAnswers.Parse(task, answer).Action is NumberLineMove move)
            {
                NumberLineRules.Apply(ref state, move.Step);
            }
        }

        return state;
    }
}
