using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>Writes syntax trees as Python, always in the same way.</summary>
public static class PyPrinter
{
    private const int Atomic = 10;

    /// <summary>A whole module.</summary>
    public static string Print(PyModule module)
    {
        var text = new StringBuilder($"\"\"\"{module.Summary}\"\"\"\n");
        if (module.Imports.Length > 0)
        {
            text.Append('\n').AppendJoin('\n', module.Imports.Select(import => $"from {import.Module} import {import.Function}")).Append('\n');
        }

        if (module.Caches.Length > 0)
        {
            text.Append('\n').AppendJoin('\n', module.Caches.Select(cache => $"{cache} = {{}}")).Append('\n');
        }

        foreach (var function in module.Functions)
        {
            text.Append("\n\n").Append(Print(function));
        }

        return text.ToString();
    }

    /// <summary>One function.</summary>
    public static string Print(PyFunction function)
    {
        var parameters = function.Parameters.Select(parameter => parameter.Default is { } value ? $"{parameter.Name}={Print(value)}" : parameter.Name);
        var text = new StringBuilder($"def {function.Name}({string.Join(", ", parameters)}):\n    \"\"\"{function.Summary}\"\"\"\n");
        Print(text, function.Body, 1);
        return text.ToString();
    }

    /// <summary>An expression.</summary>
    public static string Print(PyExpression expression) => Print(expression, 0);

    /// <summary>A value as <c>repr</c> writes it.</summary>
    public static string Repr(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        string text => $"'{text}'",
        IReadOnlyList<object?> list => $"[{string.Join(", ", list.Select(Repr))}]",
        IReadOnlyDictionary<object, object?> map => $"{{{string.Join(", ", map.Select(pair => $"{Repr(pair.Key)}: {Repr(pair.Value)}"))}}}",
        _ => throw new ArgumentException($"A mini-repo has no values of {value.GetType().Name}.", nameof(value)),
    };

    private static void Print(StringBuilder text, ImmutableArray<PyStatement> body, int depth)
    {
        foreach (var statement in body)
        {
            var indent = new string(' ', 4 * depth);
            switch (statement)
            {
                case PyAssign assign:
                    text.Append($"{indent}{Print(assign.Target)} {assign.Operator} {Print(assign.Value)}\n");
                    break;
                case PyReturn end:
                    text.Append($"{indent}return {Print(end.Value)}\n");
                    break;
                case PyEvaluate evaluate:
                    text.Append($"{indent}{Print(evaluate.Value)}\n");
                    break;
                case PyWord word:
                    text.Append($"{indent}{word.Word}\n");
                    break;
                case PyIf condition:
                    text.Append($"{indent}if {Print(condition.Condition)}:\n");
                    Print(text, condition.Then, depth + 1);
                    if (condition.Else.Length > 0)
                    {
                        text.Append($"{indent}else:\n");
                        Print(text, condition.Else, depth + 1);
                    }

                    break;
                case PyWhile loop:
                    text.Append($"{indent}while {Print(loop.Condition)}:\n");
                    Print(text, loop.Body, depth + 1);
                    break;
                case PyFor loop:
                    text.Append($"{indent}for {loop.Variable} in {Print(loop.Items)}:\n");
                    Print(text, loop.Body, depth + 1);
                    break;
            }
        }
    }

    private static string Print(PyExpression expression, int outer)
    {
        var (text, level) = expression switch
        {
            PyLiteral { Value: string word } => ($"\"{word}\"", Atomic),
            PyLiteral literal => (Repr(literal.Value), Atomic),
            PyName name => (name.Name, Atomic),
            PyUnary unary => ($"not {Print(unary.Operand, 3)}", 3),
            PyBinary binary => Binary(binary),
            PyCall call => ($"{(call.Target is { } target ? $"{Print(target, Atomic)}." : "")}{call.Name}({Join(call.Arguments)})", Atomic),
            PyIndex index => ($"{Print(index.Target, Atomic)}[{Print(index.Key)}]", Atomic),
            PyList list => ($"[{Join(list.Items)}]", Atomic),
            _ => ("{}", Atomic),
        };
        return level < outer ? $"({text})" : text;
    }

    private static (string Text, int Level) Binary(PyBinary binary)
    {
        var level = binary.Operator switch { "or" => 1, "and" => 2, "+" or "-" => 5, "*" or "//" or "%" => 6, _ => 4 };
        // Comparisons would chain, and the right operand of the others groups to the left.
        return ($"{Print(binary.Left, level == 4 ? 5 : level)} {binary.Operator} {Print(binary.Right, level + 1)}", level);
    }

    private static string Join(ImmutableArray<PyExpression> items) => string.Join(", ", items.Select(item => Print(item)));
}
