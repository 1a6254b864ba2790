using System.Numerics;

namespace Agentic.Worlds.Expressions;

/// <summary>Finds an expression over a hand that has a wanted value: exhaustive and exact, from the goal downwards.</summary>
/// <remarks>
/// Up to three numbers are looked up. More are split: each value of the smaller part turns the goal into at most six goals for the
/// larger part, so that the big sets are never made: six cards cost some 10⁵ look-ups instead of 10⁷ values.
/// </remarks>
public static class TargetSearch
{
    private const int LookUp = 3;

    /// <summary>An expression over the whole hand whose value is the goal, or null when there is none.</summary>
    public static ExpressionTree? Find(HandValues values, Rational goal) => Find(values, values.All, goal);

    /// <summary>The same over a subset of the hand.</summary>
    public static ExpressionTree? Find(HandValues values, int subset, Rational goal)
    {
        var size = BitOperations.PopCount((uint)subset);
        if (size == 1)
        {
            var number = values.Numbers[BitOperations.TrailingZeroCount(subset)];
            return goal == number ? new ExpressionTree((Symbol)number) : null;
        }

        if (size <= LookUp && !values.Of(subset).ContainsKey(goal))
        {
            return null;
        }

        foreach (var (small, large) in HandValues.Splits(subset))
        {
            foreach (var a in values.Of(small).Keys)
            {
                if (Join(values, small, large, a, goal) is { } tree)
                {
                    return tree;
                }
            }
        }

        return null;
    }

    // The operations whose one operand is a and whose value is the goal, solved for the other operand.
    private static ExpressionTree? Join(HandValues values, int small, int large, Rational a, Rational goal)
    {
        ExpressionTree? Try(Symbol symbol, Rational other, bool aFirst)
        {
            if (!values.Allows(symbol) || Find(values, large, other) is not { } b || Find(values, small, a) is not { } tree)
            {
                return null;
            }

            return aFirst ? new ExpressionTree(symbol, tree, b) : new ExpressionTree(symbol, b, tree);
        }

        var found = Try(Symbol.Plus, goal - a, true) ?? Try(Symbol.Minus, a - goal, true) ?? Try(Symbol.Minus, goal + a, false);
        if (found is not null)
        {
            return found;
        }

        if (a.IsZero)
        {
            // 0 times anything: the other operand is free, and its smallest value is as good as any.
            return goal.IsZero ? Try(Symbol.Times, AnyValue(values, large), true) : null;
        }

        return Try(Symbol.Times, goal / a, true)
            ?? Try(Symbol.Divide, goal * a, false)
            ?? (goal.IsZero ? null : Try(Symbol.Divide, a / goal, true));
    }

    private static Rational AnyValue(HandValues values, int subset)
    {
        // The first number combined with the rest by the first operator that is allowed always has a value.
        var total = Rational.Zero;
        var isFirst = true;
        for (var rest = subset; rest != 0; rest &= rest - 1)
        {
            Rational number = values.Numbers[BitOperations.TrailingZeroCount(rest)];
            total = isFirst ? number : values.Allows(Symbol.Plus) ? total + number : total * number;
            isFirst = false;
        }

        return total;
    }
}
