namespace Agentic.Worlds.Expressions;

/// <summary>The prefix test: can a formula under construction still be completed to the target, using every number once?</summary>
/// <remarks>
/// Exact. Each open level is a value S ± T with the last term T still growing. What may follow at a level is T·m + e, where m is a
/// product of factors and e a sum of terms over the numbers left; both come from the sets of <see cref="HandValues"/>. So the search
/// runs over values instead of texts. Which texts are legal is known to <see cref="PartialFormula"/>, whose rule about brackets
/// (each pair holds an operator of its own) is kept here.
/// </remarks>
public sealed class Completion
{
    private readonly HandValues _values;
    private readonly Rational _target;
    private readonly Level[] _levels = new Level[Formula.Capacity];

    /// <summary>The test for one hand and target.</summary>
    public Completion(HandValues values, Rational target) => (_values, _target) = (values, target);

    /// <summary>Whether the formula, whose symbols were all legal, can be completed to the target.</summary>
    public bool Exists(in PartialFormula partial)
    {
        var depth = 0;
        _levels[0] = Level.Fresh;
        var formula = partial.Formula;
        foreach (var symbol in formula.Symbols)
        {
            if (!TryRead(symbol, ref depth))
            {
                return false;
            }
        }

        var left = partial.Rest.Counts == 0 ? 0 : _values.SubsetOf(partial.Rest);
        return _levels[depth].WantsOperand ? AfterSomeOperand(depth, left) : Finish(depth, _levels[depth], left);
    }

    private bool TryRead(Symbol symbol, ref int depth)
    {
        if (symbol == Symbol.Open)
        {
            _levels[++depth] = Level.Fresh;
            return true;
        }

        if (symbol.IsOperator())
        {
            _levels[depth] = _levels[depth].Operator(symbol);
            return true;
        }

        var operand = symbol == Symbol.Close ? _levels[depth--].Value : (int)symbol;
        return _levels[depth].TryOperand(operand, out _levels[depth]);
    }

    // An operand is wanted: try every value that a part of the numbers left can have.
    private bool AfterSomeOperand(int depth, int left)
    {
        for (var part = left; part > 0; part = (part - 1) & left)
        {
            foreach (var value in _values.Of(part).Keys)
            {
                if (_levels[depth].TryOperand(value, out var level) && Finish(depth, level, left ^ part))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // The level has all operands it asked for: close it now or after some more, and hand its value down.
    private bool Finish(int depth, Level level, int left)
    {
        if (depth == 0)
        {
            return ReachesTarget(level, left);
        }

        var seen = new HashSet<Rational>();
        for (var part = left; ; part = (part - 1) & left)
        {
            seen.Clear();
            foreach (var value in part == 0 && !level.HasOperator ? [] : Continued(level, part))
            {
                if (seen.Add(value) && _levels[depth - 1].TryOperand(value, out var below) && Finish(depth - 1, below, left ^ part))
                {
                    return true;
                }
            }

            if (part == 0)
            {
                return false;
            }
        }
    }

    private bool ReachesTarget(Level level, int left)
    {
        for (var factors = left; ; factors = (factors - 1) & left)
        {
            foreach (var product in Products(level.Term, factors))
            {
                var missing = _target - level.Sum - product;
                if (factors == left ? missing.IsZero : IsSum(left ^ factors, missing))
                {
                    return true;
                }
            }

            if (factors == 0)
            {
                return false;
            }
        }
    }

    // A chain of added and subtracted terms is an expression, or the negative of one.
    private bool IsSum(int subset, Rational value) =>
        (_values.Allows(Symbol.Plus) && _values.Of(subset).ContainsKey(value))
        || (_values.Allows(Symbol.Minus) && _values.Of(subset).ContainsKey(-value));

    private IEnumerable<Rational> Continued(Level level, int subset)
    {
        for (var factors = subset; ; factors = (factors - 1) & subset)
        {
            foreach (var product in Products(level.Term, factors))
            {
                var value = level.Sum + product;
                if (factors == subset)
                {
                    yield return value;
                    continue;
                }

                foreach (var term in _values.Of(subset ^ factors).Keys)
                {
                    yield return value + term;
                    yield return value - term;
                }
            }

            if (factors == 0)
            {
                yield break;
            }
        }
    }

    private IEnumerable<Rational> Products(Rational term, int factors)
    {
        if (factors == 0)
        {
            yield return term;
            yield break;
        }

        foreach (var factor in _values.Of(factors).Keys)
        {
            if (_values.Allows(Symbol.Times))
            {
                yield return term * factor;
            }

            if (_values.Allows(Symbol.Divide) && !factor.IsZero)
            {
                yield return term / factor;
            }
        }
    }

    // Sum: the finished terms. Term: the last one so far, with its sign. Pending: how the next operand joins it.
    private readonly record struct Level(Rational Sum, Rational Term, Symbol Pending, bool HasOperator)
    {
        public static Level Fresh => new(Rational.Zero, Rational.One, Symbol.Times, false);

        public bool WantsOperand => Pending != Symbol.None;

        public Rational Value => Sum + Term;

        public Level Operator(Symbol symbol) => symbol switch
        {
            Symbol.Plus => new(Value, Rational.One, Symbol.Times, true),
            Symbol.Minus => new(Value, -Rational.One, Symbol.Times, true),
            _ => this with { Pending = symbol, HasOperator = true },
        };

        public bool TryOperand(Rational operand, out Level level)
        {
            var isDivision = Pending == Symbol.Divide;
            if (isDivision && operand.IsZero)
            {
                level = this;
                return false;
            }

            level = this with { Term = isDivision ? Term / operand : Term * operand, Pending = Symbol.None };
            return true;
        }
    }
}
