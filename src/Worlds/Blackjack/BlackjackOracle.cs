using Agentic.Agents;

namespace Agentic.Worlds.Blackjack;

/// <summary>Plays the optimum against the open card. It knows the cards to come no better than the player does.</summary>
public sealed class BlackjackOracle(BlackjackTask task) : IOracle
{
    /// <inheritdoc/>
    public string? Next(IReadOnlyList<string> answers)
    {
        var (state, isOver) = Replay(answers);
        return isOver ? null : BlackjackAnswers.Format(task, state, HitIsBest(state));
    }

    /// <inheritdoc/>
    public bool IsOnTheWay(IReadOnlyList<string> answers) => !Replay(answers).State.Player.IsBust;

    /// <inheritdoc/>
    public string Hint(IReadOnlyList<string> answers, int level)
    {
        var (state, isOver) = Replay(answers);
        if (level <= 0 || isOver)
        {
            return "Come nearer to 21 than the dealer, but not above.";
        }

        return level == 1 ? $"You have {state.Player.Total}{(state.Player.IsSoft ? ", soft" : "")}." : $"Answer: {Next(answers)}";
    }

    private bool HitIsBest(BlackjackState state)
    {
        var up = state.Deal.Cards[2].ValueUpToTen;
        return task.Optimum.Hit(state.Player, up) > task.Optimum.Stand(state.Player, up);
    }

    private (BlackjackState State, bool IsOver) Replay(IReadOnlyList<string> answers)
    {
        var state = BlackjackRules.Start(task.Deal);
        foreach (var answer in answers)
        {
            if (BlackjackAnswers.Parse(task, answer).Action is not BlackjackMove move)
            {
                continue;
            }

            if (!move.IsHit || BlackjackRules.Hit(ref state) != BlackjackOutcome.GoesOn)
            {
                return (state, true);
            }
        }

        return (state, false);
    }
}
