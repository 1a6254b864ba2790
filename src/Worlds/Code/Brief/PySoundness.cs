using System.Collections.Immutable;
using Agentic.Worlds.Code.MiniRepos;

namespace Agentic.Worlds.Code.Brief;

/// <summary>
/// Whether Python takes a module, and whatever values our interpreter finds for it are Python's: no errors of syntax, no names that mean
/// something else there, nothing that two names could share and change. What it does not know it does not vouch for.
/// </summary>
internal static class PySoundness
{
    private static readonly HashSet<string> Keywords =
    [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
        "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ];

    private static readonly HashSet<(string Name, int Arguments)> BuiltIns = [("len", 1), ("max", 2), ("min", 2), ("max", 1), ("min", 1), ("sum", 1), ("abs", 1)];
    private static readonly HashSet<string> Operators = ["+", "-", "*", "//", "%", "<", "<=", ">", ">=", "==", "!=", "in", "not in", "and", "or"];

    /// <summary>Whether all functions of a module are known ground.</summary>
    public static bool Holds(PyModule module) => module.Caches.Length == 0 && module.Imports.Length == 0
        && module.Functions.Select(function => function.Name).Distinct().Count() == module.Functions.Length
        && module.Functions.All(function => IsFree(function.Name) && new Check(module, function).Holds());

    private static bool IsFree(string name) => IsName(name) && BuiltIns.All(builtIn => builtIn.Name != name) && name != "range";

    private static bool IsName(string name) => char.IsAsciiLetter(name[0]) && name.All(char.IsAsciiLetterOrDigit) && !Keywords.Contains(name);

    private sealed class Check(PyModule module, PyFunction function)
    {
        private readonly HashSet<string> _locals = [.. function.Parameters.Select(parameter => parameter.Name), .. Assigned(function.Body).Select(name => name.Name)];

        public bool Holds()
        {
            var names = function.Parameters.Select(parameter => parameter.Name).ToArray();
            return names.Distinct().Count() == names.Length && _locals.All(IsFree)
                && function.Parameters.SkipWhile(parameter => parameter.Default is null).All(parameter => parameter.Default is PyLiteral { Value: long or bool })
                && function.Body.All(statement => Knows(statement, 0));
        }

        private bool Knows(PyStatement statement, int loops) => statement switch
        {
            PyAssign { Target: PyName, Operator: "=" } assign => Knows(assign.Value),
            PyAssign { Target: PyName target, Operator: "+=" or "-=" or "*=" } assign => IsNumberFirst(target.Name) && Knows(assign.Value),
            PyReturn end => Knows(end.Value),
            PyEvaluate evaluate => Knows(evaluate.Value),
            PyWord word => word.Word == "pass" || loops > 0,
            PyIf condition => Knows(condition.Condition) && condition.Then.All(inner => Knows(inner, loops)) && condition.Else.All(inner => Knows(inner, loops)),
            PyFor loop => (loop.Items is PyCall { Target: null, Name: "range", Arguments: { Length: 1 or 2 } bounds } ? bounds.All(Knows) : Knows(loop.Items)) && loop.Body.All(inner => Knows(inner, loops + 1)),
            _ => false,
        };

        private bool Knows(PyExpression expression) => expression switch
        {
            PyLiteral literal => literal.Value is long or bool or null,
            PyName name => _locals.Contains(name.Name),
            PyUnary unary => Knows(unary.Operand),
            PyBinary binary => Operators.Contains(binary.Operator) && Knows(binary.Left) && Knows(binary.Right),
            PyCall { Target: null } call => !_locals.Contains(call.Name) && (IsOwn(call) || BuiltIns.Contains((call.Name, call.Arguments.Length))) && call.Arguments.All(Knows),
            _ => false,
        };

        private bool IsOwn(PyCall call) => module.Functions.FirstOrDefault(other => other.Name == call.Name) is { } other
            && call.Arguments.Length <= other.Parameters.Length && call.Arguments.Length >= other.Parameters.Count(parameter => parameter.Default is null);

        // What is added to in place must be a number from the start: a list would change under every name that it has.
        private bool IsNumberFirst(string name) => function.Parameters.All(parameter => parameter.Name != name)
            && Assigned(function.Body).Where(assigned => assigned.Name == name).All(assigned => assigned.Value is PyLiteral { Value: long });

        // Every name that is given a value, with the value; null for what a loop or an operator gives it.
        private static IEnumerable<(string Name, PyExpression? Value)> Assigned(ImmutableArray<PyStatement> body) => body.SelectMany(statement => statement switch
        {
            PyAssign { Target: PyName target, Operator: "=" } assign => [(target.Name, assign.Value)],
            PyIf condition => [.. Assigned(condition.Then), .. Assigned(condition.Else)],
            PyFor loop => [(loop.Variable, null), .. Assigned(loop.Body)],
            _ => Array.Empty<(string, PyExpression?)>(),
        });
    }
}
