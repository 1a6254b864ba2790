namespace Agentic.VisionPolicy.Templates;

/// <summary>Something with a value.</summary>
internal abstract record Expression(int Line)
{
    /// <summary>The value, in the names of a scope.</summary>
    public object? Evaluate(Scope scope)
    {
        // A long chain of operators is a deep tree, however flat it looks.
        Run.GuardStack();
        scope.Run.Step();
        scope.Run.Line = Line;
        return Value(scope);
    }

    protected abstract object? Value(Scope scope);
}

internal sealed record Literal(object? Constant, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope) => Constant;
}

internal sealed record NameExpression(string Name, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope) => scope.Get(Name);
}

internal sealed record ListExpression(IReadOnlyList<Expression> Items, bool IsTuple, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope)
    {
        scope.Run.Charge(Items.Count);
        return new ListValue([.. Items.Select(item => item.Evaluate(scope))], IsTuple);
    }
}

internal sealed record DictExpression(IReadOnlyList<(Expression Key, Expression Value)> Entries, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope)
    {
        scope.Run.Charge(Entries.Count);
        var dict = new DictValue();
        foreach (var (key, value) in Entries)
        {
            dict.Set(key.Evaluate(scope), value.Evaluate(scope));
        }

        return dict;
    }
}

/// <summary>Arithmetic on two sides.</summary>
internal sealed record BinaryExpression(string Name, Expression Left, Expression Right, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope)
    {
        var left = Left.Evaluate(scope);
        return Arithmetic.Apply(scope.Run, Name, left, Right.Evaluate(scope));
    }
}

/// <summary>Texts of values, one after the other.</summary>
internal sealed record ConcatExpression(IReadOnlyList<Expression> Parts, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope)
    {
        var texts = Parts.Select(part => Printing.Text(scope.Run, part.Evaluate(scope))).ToArray();
        scope.Run.Charge(texts.Sum(text => (long)text.Length));
        return string.Concat(texts);
    }
}

/// <summary>A sign or a <c>not</c>.</summary>
internal sealed record UnaryExpression(string Name, Expression Operand, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope)
    {
        var value = Operand.Evaluate(scope);
        return Name switch
        {
            "not" => !Describe.IsTrue(value),
            "-" => Arithmetic.Negative(value),
            _ => Arithmetic.Negative(Arithmetic.Negative(value)),
        };
    }
}

/// <summary><c>and</c>, <c>or</c>: the value of the side that decides.</summary>
internal sealed record ChoiceExpression(bool IsAnd, Expression Left, Expression Right, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope)
    {
        var left = Left.Evaluate(scope);
        return Describe.IsTrue(left) == IsAnd ? Right.Evaluate(scope) : left;
    }
}

/// <summary>One value or another; without an else, nothing.</summary>
internal sealed record ConditionalExpression(Expression Condition, Expression Then, Expression? Else, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope) =>
        Describe.IsTrue(Condition.Evaluate(scope)) ? Then.Evaluate(scope)
        : Else is not null ? Else.Evaluate(scope)
        : new UndefinedValue($"the inline if-expression on line {Line} evaluated to false and no else section was defined.");
}

/// <summary>A chain of comparisons; each side is evaluated once.</summary>
internal sealed record CompareExpression(Expression First, IReadOnlyList<(string Name, Expression Right)> Rest, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope)
    {
        var left = First.Evaluate(scope);
        foreach (var (name, next) in Rest)
        {
            var right = next.Evaluate(scope);
            if (!Holds(scope.Run, name, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }

    public static bool Holds(Run run, string name, object? left, object? right) => name switch
    {
        "==" => Comparison.AreEqual(run, left, right),
        "!=" => !Comparison.AreEqual(run, left, right),
        "in" => Comparison.Contains(run, right, left),
        "not in" => !Comparison.Contains(run, right, left),
        "<" => Comparison.Order(run, name, left, right) < 0,
        "<=" => Comparison.Order(run, name, left, right) <= 0,
        ">" => Comparison.Order(run, name, left, right) > 0,
        _ => Comparison.Order(run, name, left, right) >= 0,
    };
}
