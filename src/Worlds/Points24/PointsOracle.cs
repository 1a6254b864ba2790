using Agentic.Agents;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>Plays a right formula, symbol by symbol, and finds another one where the answers so far have left the first.</summary>
/// <remarks>For one thread: the sets behind it are made as they are needed.</remarks>
public sealed class PointsOracle(PointsTask task) : IOracle
{
    private readonly HandValues _values = task.NewValues();
    private Symbol[]? _plan;

    /// <inheritdoc/>
    public string? Next(IReadOnlyList<string> answers)
    {
        var (state, isOver, _) = Replay(answers);
        if (isOver || Plan() is not { } plan)
        {
            return null;
        }

        var written = state.Partial.Formula;
        if (task.IsOneShot)
        {
            return PointsAnswers.Format(task, written, Symbols.Join(plan));
        }

        var next = plan.AsSpan().StartsWith(written.Symbols)
            ? written.Length < plan.Length ? plan[written.Length] : Symbol.Equal
            : Search(state);
        return next == Symbol.None ? null : PointsAnswers.Format(task, written, next.Text());
    }

    /// <inheritdoc/>
    public bool IsOnTheWay(IReadOnlyList<string> answers)
    {
        var (state, isOver, isSolved) = Replay(answers);
        return isOver ? isSolved : CanComplete(state);
    }

    /// <inheritdoc/>
    public string Hint(IReadOnlyList<string> answers, int level)
    {
        if (level <= 0)
        {
            return $"Make {task.Target} with every card once.";
        }

        if (Next(answers) is not { } next)
        {
            return "No answer can succeed any more.";
        }

        return level == 1 && PointsAnswers.Parse(task, next).Action is PointsSymbol { Symbol: var symbol }
            ? $"Next comes {(symbol.IsNumber() ? "a number" : symbol.IsOperator() ? "an operator" : symbol == Symbol.Equal ? "the end" : "a bracket")}."
            : level == 1 ? $"A right formula begins with {Plan()![0].Text()}." : $"Answer: {next}";
    }

    private Symbol[]? Plan() => _plan ??= TargetSearch.Find(_values, task.Target)?.ToSymbols();

    private bool CanComplete(PointsState state) => new Completion(_values, task.Target).Exists(state.Partial);

    // The first legal symbol from which the target is still in reach; opening brackets come last, so that it ends.
    private Symbol Search(PointsState state)
    {
        var legal = PointsRules.Legal(task.Game, state);
        for (var value = 1; value < Symbols.Count; value++)
        {
            if ((legal >> value & 1) == 0)
            {
                continue;
            }

            var symbol = (Symbol)value;
            var next = state;
            var outcome = PointsRules.Apply(task.Game, ref next, symbol);
            if (outcome == PointsOutcome.Solved || (outcome == PointsOutcome.Written && CanComplete(next)))
            {
                return symbol;
            }
        }

        return Symbol.None;
    }

    private (PointsState State, bool IsOver, bool IsSolved) Replay(IReadOnlyList<string> answers)
    {
        var state = PointsRules.Start(task.Game, task.Values.AsSpan());
        var hand = state.Partial.Rest;
        foreach (var answer in answers)
        {
            switch (PointsAnswers.Parse(task, answer).Action)
            {
                case PointsFormula { Formula: var formula }:
                    return (state, true, PointsRules.Judge(task.Game, hand, formula.Symbols) is null);
                case PointsSymbol { Symbol: var symbol }:
                    var outcome = PointsRules.Apply(task.Game, ref state, symbol);
                    if (outcome is not (PointsOutcome.Written or PointsOutcome.Refused))
                    {
                        return (state, true, outcome == PointsOutcome.Solved);
                    }

                    break;
            }
        }

        return (state, false, false);
    }
}
