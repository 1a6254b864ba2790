namespace Agentic.VisionPolicy.Templates;

/// <summary>A loop. Names set inside are gone with each round.</summary>
internal sealed record ForStatement(
    Target Target, Expression Over, Expression? Filter, bool IsRecursive, Block Body, Block? Else, int Line) : Statement(Line)
{
    protected override Flow Do(Scope scope)
    {
        Loop(scope, Over.Evaluate(scope), depth: 0);
        return Flow.Next;
    }

    private void Loop(Scope scope, object? over, int depth)
    {
        var items = Describe.Elements(scope.Run, over);
        if (Filter is not null)
        {
            items = [.. items.Where(item =>
            {
                var inner = scope.Inner();
                Target.Assign(inner, item);
                return Describe.IsTrue(Filter.Evaluate(inner));
            })];
        }

        var loop = new LoopValue(items, depth, IsRecursive
            ? (run, children) => run.Capture(() => Loop(scope, children, depth + 1))
            : null);
        for (var index = 0; index < items.Count; index++)
        {
            var inner = scope.Inner();
            loop.Index = index;
            inner.Set("loop", loop);
            Target.Assign(inner, items[index]);
            if (Body.Execute(inner) == Flow.Break)
            {
                break;
            }
        }

        if (items.Count == 0)
        {
            Else?.Execute(scope.Inner());
        }
    }
}

/// <summary>What <c>loop</c> means inside a loop.</summary>
/// <param name="items">What is looped over.</param>
/// <param name="depth">Loops of the same recursive kind around this one.</param>
/// <param name="recurse">Runs the loop over other items; null where the loop is not recursive.</param>
internal sealed class LoopValue(IReadOnlyList<object?> items, int depth, Func<Run, object?, string>? recurse)
{
    private object? _last = new();

    public int Index { get; set; }

    public object? Recurse(Run run, Arguments arguments)
    {
        if (recurse is null)
        {
            throw new TemplateException("the loop must have the 'recursive' marker to be called recursively");
        }

        run.Enter();
        try
        {
            return recurse(run, arguments.Bind("loop", ("iterable", Arguments.Required))[0]);
        }
        finally
        {
            run.Leave();
        }
    }

    public bool TryGet(string name, out object? value)
    {
        value = name switch
        {
            "index" => Index + 1L,
            "index0" => (long)Index,
            "revindex" => (long)(items.Count - Index),
            "revindex0" => (long)(items.Count - Index - 1),
            "first" => Index == 0,
            "last" => Index == items.Count - 1,
            "length" => (long)items.Count,
            "depth" => depth + 1L,
            "depth0" => (long)depth,
            "previtem" => Index > 0 ? items[Index - 1] : new UndefinedValue("there is no previous item"),
            "nextitem" => Index + 1 < items.Count ? items[Index + 1] : new UndefinedValue("there is no next item"),
            "cycle" => new FunctionValue(name, (_, arguments) => arguments.Positional.Length > 0
                ? arguments.Positional[Index % arguments.Positional.Length]
                : throw new TemplateException("no items for cycling given")),
            "changed" => new FunctionValue(name, (run, arguments) => HasChanged(run, new ListValue(arguments.Positional, isTuple: true))),
            _ => new UndefinedValue($"'LoopContext object' has no attribute '{name}'"),
        };
        return true;
    }

    private bool HasChanged(Run run, ListValue now)
    {
        var changed = !Comparison.AreEqual(run, _last, now);
        _last = now;
        return changed;
    }
}
