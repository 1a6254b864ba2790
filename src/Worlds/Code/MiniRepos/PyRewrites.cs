using System.Collections.Immutable;
using BodyChange = System.Func<System.Collections.Immutable.ImmutableArray<Agentic.Worlds.Code.MiniRepos.PyStatement>, System.Collections.Generic.IEnumerable<System.Collections.Immutable.ImmutableArray<Agentic.Worlds.Code.MiniRepos.PyStatement>>>;
using ExpressionChange = System.Func<Agentic.Worlds.Code.MiniRepos.PyExpression, System.Collections.Generic.IEnumerable<Agentic.Worlds.Code.MiniRepos.PyExpression>>;

namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>Every tree that comes from another by changing it in exactly one place, in the order of the text.</summary>
internal static class PyRewrites
{
    public static IEnumerable<ImmutableArray<PyStatement>> Body(ImmutableArray<PyStatement> body, ExpressionChange expression, BodyChange block)
    {
        foreach (var changed in block(body))
        {
            yield return changed;
        }

        for (var i = 0; i < body.Length; i++)
        {
            foreach (var changed in Statement(body[i], expression, block))
            {
                yield return body.SetItem(i, changed);
            }
        }
    }

    private static IEnumerable<PyStatement> Statement(PyStatement statement, ExpressionChange expression, BodyChange block) => statement switch
    {
        PyAssign assign => [
            .. assign.Target is PyIndex ? Expression(assign.Target, expression).Select(target => assign with { Target = target }) : [],
            .. Expression(assign.Value, expression).Select(value => assign with { Value = value })],
        PyReturn end => Expression(end.Value, expression).Select(value => end with { Value = value }),
        PyEvaluate evaluate => Expression(evaluate.Value, expression).Select(value => evaluate with { Value = value }),
        PyIf condition => [
            .. Expression(condition.Condition, expression).Select(value => condition with { Condition = value }),
            .. Body(condition.Then, expression, block).Select(body => condition with { Then = body }),
            .. condition.Else.Length == 0 ? [] : Body(condition.Else, expression, block).Select(body => condition with { Else = body })],
        PyWhile loop => [
            .. Expression(loop.Condition, expression).Select(value => loop with { Condition = value }),
            .. Body(loop.Body, expression, block).Select(body => loop with { Body = body })],
        PyFor loop => [
            .. Expression(loop.Items, expression).Select(items => loop with { Items = items }),
            .. Body(loop.Body, expression, block).Select(body => loop with { Body = body })],
        _ => [],
    };

    private static IEnumerable<PyExpression> Expression(PyExpression expression, ExpressionChange change)
    {
        foreach (var changed in change(expression))
        {
            yield return changed;
        }

        foreach (var changed in Inner(expression, change))
        {
            yield return changed;
        }
    }

    private static IEnumerable<PyExpression> Inner(PyExpression expression, ExpressionChange change) => expression switch
    {
        PyUnary unary => Expression(unary.Operand, change).Select(operand => unary with { Operand = operand }),
        PyBinary binary => [
            .. Expression(binary.Left, change).Select(left => binary with { Left = left }),
            .. Expression(binary.Right, change).Select(right => binary with { Right = right })],
        PyCall call => [
            .. call.Target is { } target ? Expression(target, change).Select(changed => call with { Target = changed }) : [],
            .. call.Arguments.SelectMany((argument, i) => Expression(argument, change).Select(changed => call with { Arguments = call.Arguments.SetItem(i, changed) }))],
        PyIndex index => [
            .. Expression(index.Target, change).Select(target => index with { Target = target }),
            .. Expression(index.Key, change).Select(key => index with { Key = key })],
        PyList list => list.Items.SelectMany((item, i) => Expression(item, change).Select(changed => list with { Items = list.Items.SetItem(i, changed) })),
        _ => [],
    };
}
