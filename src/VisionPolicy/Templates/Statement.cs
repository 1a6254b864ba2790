namespace Agentic.VisionPolicy.Templates;

/// <summary>What a statement says about the loop around it.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}

/// <summary>Something that writes, names or decides.</summary>
internal abstract record Statement(int Line)
{
    /// <summary>Does it, in the names of a scope.</summary>
    public Flow Execute(Scope scope)
    {
        Run.GuardStack();
        scope.Run.Step();
        scope.Run.Line = Line;
        return Do(scope);
    }

    protected abstract Flow Do(Scope scope);
}

/// <summary>Statements one after the other.</summary>
internal sealed record Block(IReadOnlyList<Statement> Statements, int Line) : Statement(Line)
{
    protected override Flow Do(Scope scope)
    {
        foreach (var statement in Statements)
        {
            if (statement.Execute(scope) is not Flow.Next and var flow)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    /// <summary>What it writes, with names of its own.</summary>
    public string Capture(Scope scope) => scope.Run.Capture(() => Execute(scope.Inner()));
}

internal sealed record DataStatement(string Text, int Line) : Statement(Line)
{
    protected override Flow Do(Scope scope)
    {
        scope.Run.Write(Text);
        return Flow.Next;
    }
}

internal sealed record OutputStatement(Expression Value, int Line) : Statement(Line)
{
    protected override Flow Do(Scope scope)
    {
        scope.Run.Write(Printing.Text(scope.Run, Value.Evaluate(scope)));
        return Flow.Next;
    }
}

internal sealed record IfStatement(IReadOnlyList<(Expression Condition, Block Then)> Branches, Block? Else, int Line) : Statement(Line)
{
    protected override Flow Do(Scope scope)
    {
        foreach (var (condition, then) in Branches)
        {
            if (Describe.IsTrue(condition.Evaluate(scope)))
            {
                return then.Execute(scope);
            }
        }

        return Else?.Execute(scope) ?? Flow.Next;
    }
}

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed record JumpStatement(Flow Flow, int Line) : Statement(Line)
{
    protected override Flow Do(Scope scope) => Flow;
}

internal sealed record SetStatement(Target Target, Expression Value, int Line) : Statement(Line)
{
    protected override Flow Do(Scope scope)
    {
        Target.Assign(scope, Value.Evaluate(scope));
        return Flow.Next;
    }
}

/// <summary>A name for what a block writes, with filters applied.</summary>
internal sealed record SetBlockStatement(Target Target, IReadOnlyList<FilterExpression> Filters, Block Body, int Line) : Statement(Line)
{
    protected override Flow Do(Scope scope)
    {
        Target.Assign(scope, Filters.Aggregate((object?)Body.Capture(scope), (value, filter) => filter.Apply(scope, value)));
        return Flow.Next;
    }
}

/// <summary>A block whose output goes through filters.</summary>
internal sealed record FilterStatement(IReadOnlyList<FilterExpression> Filters, Block Body, int Line) : Statement(Line)
{
    protected override Flow Do(Scope scope)
    {
        scope.Run.Write(Printing.Text(scope.Run, Filters.Aggregate((object?)Body.Capture(scope), (value, filter) => filter.Apply(scope, value))));
        return Flow.Next;
    }
}

/// <summary>A block with names of its own: <c>with</c>, and <c>generation</c>, which has none to begin with.</summary>
internal sealed record WithStatement(IReadOnlyList<(string Name, Expression Value)> Names, Block Body, int Line) : Statement(Line)
{
    protected override Flow Do(Scope scope)
    {
        var inner = scope.Inner();
        foreach (var (name, value) in Names)
        {
            inner.Set(name, value.Evaluate(scope));
        }

        return Body.Execute(inner);
    }
}
