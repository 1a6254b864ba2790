using System.Collections.Immutable;

namespace Agentic.VisionPolicy.Templates;

/// <summary>The parameters of a macro or of the body of a call block.</summary>
internal sealed record Parameters(IReadOnlyList<(string Name, Expression? Default)> Names)
{
    public static Parameters None { get; } = new([]);

    /// <summary>Gives each parameter its argument, its default, or nothing; what is left over is <c>varargs</c> and <c>kwargs</c>.</summary>
    public void Bind(Scope inner, Arguments arguments)
    {
        var named = arguments.Named.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal);
        for (var i = 0; i < Names.Count; i++)
        {
            var (name, fallback) = Names[i];
            inner.Set(name, i < arguments.Positional.Length ? arguments.Positional[i]
                : named.Remove(name, out var value) ? value
                : fallback is not null ? fallback.Evaluate(inner)
                : new UndefinedValue($"parameter '{name}' was not provided"));
        }

        inner.Set("caller", named.Remove("caller", out var caller) ? caller : new UndefinedValue("No caller defined"));
        inner.Set("varargs", new ListValue([.. arguments.Positional.Skip(Names.Count)], isTuple: true));
        var rest = new DictValue();
        foreach (var (name, value) in named)
        {
            rest.Set(name, value);
        }

        inner.Set("kwargs", rest);
    }
}

internal sealed record MacroStatement(string Name, Parameters Parameters, Block Body, int Line) : Statement(Line)
{
    protected override Flow Do(Scope scope)
    {
        scope.Set(Name, Function(Name, scope, Parameters, Body));
        return Flow.Next;
    }

    public static FunctionValue Function(string name, Scope scope, Parameters parameters, Block body) => new(name, (run, arguments) =>
    {
        var inner = scope.Inner();
        parameters.Bind(inner, arguments);
        return run.Capture(() => body.Execute(inner));
    });
}

/// <summary>Calls a macro and lends it a block under the name <c>caller</c>.</summary>
internal sealed record CallStatement(CallExpression Call, Parameters Parameters, Block Body, int Line) : Statement(Line)
{
    protected override Flow Do(Scope scope)
    {
        var caller = MacroStatement.Function("caller", scope, Parameters, Body);
        scope.Run.Write(Printing.Text(scope.Run, Call.Invoke(scope, new Arguments([], ImmutableArray.Create<(string, object?)>(("caller", caller))))));
        return Flow.Next;
    }
}
