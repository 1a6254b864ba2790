using System.Collections.Immutable;

namespace Agentic.VisionPolicy.Templates;

/// <summary><c>value.name</c>: an attribute, else an element.</summary>
internal sealed record AttributeExpression(Expression Target, string Name, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope) => Access.Attribute(Target.Evaluate(scope), Name);
}

/// <summary><c>value[key]</c>: an element, else an attribute.</summary>
internal sealed record ItemExpression(Expression Target, Expression Key, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope)
    {
        var target = Target.Evaluate(scope);
        return Access.Item(target, Key.Evaluate(scope));
    }
}

/// <summary><c>value[from:to:step]</c>.</summary>
internal sealed record SliceExpression(Expression Target, Expression? From, Expression? To, Expression? By, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope)
    {
        var target = Target.Evaluate(scope);
        return Access.Slice(scope.Run, target, From?.Evaluate(scope), To?.Evaluate(scope), By?.Evaluate(scope));
    }
}

/// <summary>How arguments are written at a call.</summary>
internal sealed record ArgumentList(
    IReadOnlyList<Expression> Positional, IReadOnlyList<(string Name, Expression Value)> Named, Expression? Spread, Expression? NamedSpread)
{
    public static ArgumentList Empty { get; } = new([], [], null, null);

    public Arguments Evaluate(Scope scope)
    {
        if (Positional.Count + Named.Count == 0 && Spread is null && NamedSpread is null)
        {
            return Arguments.None;
        }

        ImmutableArray<object?> positional = [.. Positional.Select(argument => argument.Evaluate(scope))];
        ImmutableArray<(string, object?)> named = [.. Named.Select(argument => (argument.Name, argument.Value.Evaluate(scope)))];
        if (Spread is not null)
        {
            positional = positional.AddRange(Describe.Elements(scope.Run, Spread.Evaluate(scope)));
        }

        if (NamedSpread is not null)
        {
            var spread = NamedSpread.Evaluate(scope) as DictValue ?? throw new TemplateException("the argument after ** must be a mapping");
            named = named.AddRange(spread.Entries.Select(entry => (Describe.Text(entry.Key, "a keyword"), entry.Value)));
        }

        return new Arguments(positional, named);
    }
}

internal sealed record CallExpression(Expression Target, ArgumentList Arguments, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope) => Invoke(scope, Templates.Arguments.None);

    /// <summary>Calls with further arguments, such as the body of a call block.</summary>
    public object? Invoke(Scope scope, Arguments more)
    {
        var target = Target.Evaluate(scope);
        var arguments = Arguments.Evaluate(scope);
        arguments = new Arguments(arguments.Positional.AddRange(more.Positional), arguments.Named.AddRange(more.Named));
        scope.Run.Line = Line;
        return target switch
        {
            FunctionValue function => function.Call(scope.Run, arguments),
            LoopValue loop => loop.Recurse(scope.Run, arguments),
            UndefinedValue undefined => throw undefined.Error(),
            _ => throw new TemplateException($"'{Describe.Type(target)}' object is not callable"),
        };
    }
}

internal sealed record FilterExpression(Expression? Target, string Name, ArgumentList Arguments, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope) =>
        Apply(scope, (Target ?? throw new InvalidOperationException("A filter block gives its text.")).Evaluate(scope));

    public object? Apply(Scope scope, object? value)
    {
        var arguments = Arguments.Evaluate(scope);
        scope.Run.Line = Line;
        return Filters.Apply(scope.Run, Name, value, arguments);
    }
}

internal sealed record TestExpression(Expression Target, string Name, ArgumentList Arguments, bool IsNegated, int Line) : Expression(Line)
{
    protected override object? Value(Scope scope)
    {
        var value = Target.Evaluate(scope);
        return Tests.Holds(scope.Run, Name, value, Arguments.Evaluate(scope)) != IsNegated;
    }
}
