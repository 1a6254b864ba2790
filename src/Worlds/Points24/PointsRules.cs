using Agentic.Agents;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>What a game of points asks for, beside the hand.</summary>
/// <param name="Target">The value that the finished formula must have.</param>
/// <param name="Alphabet">The set of symbols that may be written.</param>
public readonly record struct PointsGame(int Target, uint Alphabet)
{
    private const uint Numbers = 0x3FFE;

    /// <summary>All four operators and brackets.</summary>
    public const uint FullAlphabet = Numbers | Symbols.Operators | (1u << (int)Symbol.Open) | (1u << (int)Symbol.Close) | (1u << (int)Symbol.Equal);

    /// <summary>+ and * without brackets.</summary>
    public const uint EasyAlphabet = Numbers | (1u << (int)Symbol.Plus) | (1u << (int)Symbol.Times) | (1u << (int)Symbol.Equal);
}

/// <summary>A position: the formula so far and its key. A value; copying it forks the game.</summary>
public struct PointsState
{
    internal PartialFormula Writing;

    /// <summary>The formula under construction.</summary>
    public readonly PartialFormula Partial => Writing;

    /// <summary>A stable hash of hand, target and formula.</summary>
    public StateKey Key { get; internal set; }
}

/// <summary>What became of a symbol.</summary>
public enum PointsOutcome
{
    /// <summary>It was written.</summary>
    Written,

    /// <summary>It may not stand here; nothing changed.</summary>
    Refused,

    /// <summary>The formula is complete and right.</summary>
    Solved,

    /// <summary>The formula is complete and wrong.</summary>
    Missed,

    /// <summary>"=" came before the formula was complete: the game is over, and that was not allowed.</summary>
    BrokenOff,
}

/// <summary>The rules of EZ points and 24 points. Pure; nothing is allocated.</summary>
public static class PointsRules
{
    /// <summary>The position at the start.</summary>
    public static PointsState Start(PointsGame game, ReadOnlySpan<int> hand)
    {
        var partial = new PartialFormula(hand);
        return new PointsState { Writing = partial, Key = default(StateKey).With(partial.Rest.Counts).With((ulong)game.Target) };
    }

    /// <summary>The symbols that may be written now.</summary>
    public static uint Legal(PointsGame game, in PointsState state) => state.Writing.Legal(game.Alphabet);

    /// <summary>Writes a symbol.</summary>
    public static PointsOutcome Apply(PointsGame game, ref PointsState state, Symbol symbol)
    {
        if ((Legal(game, state) & symbol.Bit()) == 0)
        {
            return symbol == Symbol.Equal ? PointsOutcome.BrokenOff : PointsOutcome.Refused;
        }

        state.Key = state.Key.With((ulong)symbol);
        if (symbol != Symbol.Equal)
        {
            state.Writing.Append(symbol);
            return PointsOutcome.Written;
        }

        var formula = state.Writing.Formula;
        var result = FormulaEvaluator.Evaluate(formula.Symbols);
        return result.Fault == FormulaFault.None && result.Value == game.Target ? PointsOutcome.Solved : PointsOutcome.Missed;
    }

    /// <summary>Judges a whole formula: null when it is right, else what is wrong with it.</summary>
    public static string? Judge(PointsGame game, Hand hand, ReadOnlySpan<Symbol> formula)
    {
        foreach (var symbol in formula)
        {
            if ((game.Alphabet & symbol.Bit()) == 0)
            {
                return $"'{symbol.Text()}' is not allowed; allowed are {Symbols.List(game.Alphabet)}";
            }
        }

        if (!Hand.TryOf(formula, out var used) || used != hand)
        {
            return "the formula must use the number of each card exactly once";
        }

        var result = FormulaEvaluator.Evaluate(formula);
        return result.Fault switch
        {
            FormulaFault.None when result.Value == game.Target => null,
            FormulaFault.None => $"the formula is {result.Value}, not {game.Target}",
            FormulaFault.DivisionByZero => $"division by zero before symbol {result.Position + 1}",
            FormulaFault.TooDeep => $"brackets deeper than {FormulaEvaluator.MaxDepth} at symbol {result.Position + 1}",
            FormulaFault.CloseExpected => "a ')' is missing at the end",
            FormulaFault.OperandExpected => $"a number or '(' is missing before symbol {result.Position + 1}",
            _ => $"an operator is missing before symbol {result.Position + 1}",
        };
    }
}
