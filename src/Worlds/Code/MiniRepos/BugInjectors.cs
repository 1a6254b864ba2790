using System.Collections.Immutable;

namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>Ways to break a function by its syntax. Each gives every tree that differs from the right one in one place.</summary>
public static class BugInjectors
{
    private static readonly Dictionary<string, string[]> Swapped = new()
    {
        ["+"] = ["-"], ["-"] = ["+"], ["*"] = ["+"], ["//"] = ["%"], ["%"] = ["//"], ["and"] = ["or"], ["or"] = ["and"], ["=="] = ["!="], ["!="] = ["=="],
        ["in"] = ["not in"], ["not in"] = ["in"],
    };

    private static readonly Dictionary<string, string> Neighbours = new() { ["<"] = "<=", ["<="] = "<", [">"] = ">=", [">="] = ">" };

    /// <summary>Every kind of bug, by name.</summary>
    public static ImmutableArray<(string Name, Func<PyFunction, IEnumerable<PyFunction>> Break)> All { get; } =
    [
        ("operator_swap", Expressions(SwapOperator)),
        ("boundary", Expressions(MoveBoundary)),
        ("off_by_one", Expressions(expression => expression is PyLiteral { Value: long number } ? [new PyLiteral(number + 1)] : [])),
        ("loop_bound", Expressions(ShortenRange)),
        ("swapped_arguments", Expressions(SwapArguments)),
        ("removed_guard", Bodies(RemoveGuard)),
        ("missing_return", Bodies(LoseReturn)),
        ("stale_cache", Bodies(NarrowKey)),
        ("wrong_default", ChangeDefault),
    ];

    /// <summary>Those that fit few functions.</summary>
    public static ImmutableArray<string> Rare { get; } = ["stale_cache", "wrong_default", "swapped_arguments", "loop_bound", "removed_guard"];

    private static IEnumerable<PyExpression> SwapOperator(PyExpression expression) =>
        expression is PyBinary binary && Swapped.TryGetValue(binary.Operator, out var others) ? others.Select(other => binary with { Operator = other }) : [];

    private static IEnumerable<PyExpression> MoveBoundary(PyExpression expression) =>
        expression is PyBinary binary && Neighbours.TryGetValue(binary.Operator, out var other) ? [binary with { Operator = other }] : [];

    private static IEnumerable<PyExpression> ShortenRange(PyExpression expression) => expression is PyCall { Target: null, Name: "range" } range
        ? [range with { Arguments = range.Arguments.SetItem(range.Arguments.Length - 1, new PyBinary("-", range.Arguments[^1], new PyLiteral(1L))) }]
        : [];

    private static IEnumerable<PyExpression> SwapArguments(PyExpression expression) =>
        expression is PyCall { Arguments: [var first, var second, ..] } call && first != second && call.Name is not ("min" or "max")
            ? [call with { Arguments = call.Arguments.SetItem(0, second).SetItem(1, first) }]
            : [];

    private static IEnumerable<ImmutableArray<PyStatement>> RemoveGuard(ImmutableArray<PyStatement> body) => body
        .Select((statement, at) => (statement, at))
        .Where(item => item.statement is PyIf { Else: [], Then: [PyReturn or PyWord] } && body.Length > 1)
        .Select(item => body.RemoveAt(item.at));

    private static IEnumerable<ImmutableArray<PyStatement>> LoseReturn(ImmutableArray<PyStatement> body) =>
        body is [.., PyReturn end] && end.Value is not PyLiteral { Value: null } ? [body.SetItem(body.Length - 1, new PyEvaluate(end.Value))] : [];

    // The key of a cache forgets one of the arguments that the value depends on.
    private static IEnumerable<ImmutableArray<PyStatement>> NarrowKey(ImmutableArray<PyStatement> body) => body
        .Select((statement, at) => (statement, at))
        .Where(item => item.statement is PyAssign { Target: PyName { Name: "key" }, Value: PyBinary })
        .Select(item => (PyAssign)item.statement is var assign ? body.SetItem(item.at, assign with { Value = ((PyBinary)assign.Value).Left }) : body);

    private static IEnumerable<PyFunction> ChangeDefault(PyFunction function) => function.Parameters
        .Select((parameter, at) => (parameter, at))
        .Where(item => item.parameter.Default is PyLiteral { Value: long })
        .Select(item => function with { Parameters = function.Parameters.SetItem(item.at, (item.parameter.Name, new PyLiteral(((long)((PyLiteral)item.parameter.Default!).Value!) + 2))) });

    private static Func<PyFunction, IEnumerable<PyFunction>> Expressions(Func<PyExpression, IEnumerable<PyExpression>> change) =>
        function => PyRewrites.Body(function.Body, change, _ => []).Select(body => function with { Body = body });

    private static Func<PyFunction, IEnumerable<PyFunction>> Bodies(Func<ImmutableArray<PyStatement>, IEnumerable<ImmutableArray<PyStatement>>> change) =>
        function => PyRewrites.Body(function.Body, _ => [], change).Select(body => function with { Body = body });
}
