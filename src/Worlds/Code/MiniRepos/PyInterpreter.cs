using System.Collections.Immutable;

namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>
/// Runs mini-repos without Python, so that making a task stays a pure function: which tests a bug breaks, and what the right values are.
/// One instance is one fresh start of the program. It agrees with Python on the templates' language, which a test holds.
/// </summary>
public sealed class PyInterpreter(ImmutableArray<PyModule> modules)
{
    private const int MaxSteps = 20_000;
    private const int MaxDepth = 40;
    private readonly Dictionary<string, Dictionary<object, object?>> _caches = [];
    private readonly PyOperations _operations = new();
    private int _steps;
    private int _depth;

    /// <summary>Calls a function: the value as <c>repr</c> writes it, or <c>raises</c> and the error's type; null where it does not end in time.</summary>
    public string? Call(string module, string function, IReadOnlyList<object?> arguments)
    {
        try
        {
            var value = Invoke(Module(module), function, arguments);
            _operations.Measure(value);
            return PyPrinter.Repr(value);
        }
        catch (PyRaise error)
        {
            return error.Type.Length == 0 ? null : $"raises {error.Type}";
        }
    }

    private PyModule Module(string name) => modules.First(module => module.Name == name);

    private object? Invoke(PyModule module, string name, IReadOnlyList<object?> arguments)
    {
        if (module.Functions.FirstOrDefault(function => function.Name == name) is not { } function)
        {
            var import = module.Imports.FirstOrDefault(import => import.Function == name);
            return import.Module is null ? _operations.BuiltIn(name, arguments) : Invoke(Module(import.Module), name, arguments);
        }

        if (++_depth > MaxDepth)
        {
            throw new PyRaise("");
        }

        var locals = new Dictionary<string, object?>();
        for (var i = 0; i < function.Parameters.Length; i++)
        {
            var (parameter, fallback) = function.Parameters[i];
            locals[parameter] = i < arguments.Count ? arguments[i] : fallback is PyLiteral literal ? literal.Value : throw new PyRaise("TypeError");
        }

        var frame = new Frame(module, locals);
        Run(function.Body, frame);
        _depth--;
        return frame.Result;
    }

    private Flow Run(ImmutableArray<PyStatement> body, Frame frame)
    {
        foreach (var statement in body)
        {
            Count();
            var flow = statement switch
            {
                PyAssign assign => Assign(assign, frame),
                PyReturn end => End(end, frame),
                PyEvaluate evaluate => Ignore(Evaluate(evaluate.Value, frame)),
                PyWord word => word.Word switch { "break" => Flow.Break, "continue" => Flow.Continue, _ => Flow.Next },
                PyIf condition => Run(PyOperations.IsTrue(Evaluate(condition.Condition, frame)) ? condition.Then : condition.Else, frame),
                PyWhile loop => Loop(loop, frame),
                PyFor loop => Loop(loop, frame),
                _ => Flow.Next,
            };
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private Flow Loop(PyWhile loop, Frame frame)
    {
        while (PyOperations.IsTrue(Evaluate(loop.Condition, frame)))
        {
            Count();
            var flow = Run(loop.Body, frame);
            if (flow is Flow.Break or Flow.Return)
            {
                return flow == Flow.Return ? flow : Flow.Next;
            }
        }

        return Flow.Next;
    }

    private Flow Loop(PyFor loop, Frame frame)
    {
        // By position, as Python does: a list may grow while it is walked.
        var items = _operations.Items(Evaluate(loop.Items, frame));
        for (var i = 0; i < items.Count; i++)
        {
            Count();
            frame.Locals[loop.Variable] = items[i];
            var flow = Run(loop.Body, frame);
            if (flow is Flow.Break or Flow.Return)
            {
                return flow == Flow.Return ? flow : Flow.Next;
            }
        }

        return Flow.Next;
    }

    private Flow Assign(PyAssign assign, Frame frame)
    {
        var value = Evaluate(assign.Value, frame);
        if (assign.Operator != "=")
        {
            value = _operations.Binary(assign.Operator[..^1], Evaluate(assign.Target, frame), value);
        }

        if (assign.Target is PyName name)
        {
            frame.Locals[name.Name] = value;
        }
        else if (assign.Target is PyIndex index)
        {
            PyOperations.Store(Evaluate(index.Target, frame), Evaluate(index.Key, frame), value);
        }

        return Flow.Next;
    }

    private Flow End(PyReturn end, Frame frame)
    {
        frame.Result = Evaluate(end.Value, frame);
        return Flow.Return;
    }

    private object? Evaluate(PyExpression expression, Frame frame)
    {
        Count();
        return expression switch
        {
            PyLiteral literal => literal.Value,
            PyName name => Variable(name.Name, frame),
            PyUnary unary => !PyOperations.IsTrue(Evaluate(unary.Operand, frame)),
            PyBinary { Operator: "and" } both => Evaluate(both.Left, frame) is var left && PyOperations.IsTrue(left) ? Evaluate(both.Right, frame) : left,
            PyBinary { Operator: "or" } either => Evaluate(either.Left, frame) is var left && PyOperations.IsTrue(left) ? left : Evaluate(either.Right, frame),
            PyBinary binary => _operations.Binary(binary.Operator, Evaluate(binary.Left, frame), Evaluate(binary.Right, frame)),
            PyCall { Target: { } target } call => _operations.Method(Evaluate(target, frame), call.Name, Arguments(call, frame)),
            PyCall call => Invoke(frame.Module, call.Name, Arguments(call, frame)),
            PyIndex index => PyOperations.Load(Evaluate(index.Target, frame), Evaluate(index.Key, frame)),
            PyList list => list.Items.Select(item => Evaluate(item, frame)).ToList(),
            _ => new Dictionary<object, object?>(),
        };
    }

    private List<object?> Arguments(PyCall call, Frame frame) => [.. call.Arguments.Select(argument => Evaluate(argument, frame))];

    private object? Variable(string name, Frame frame)
    {
        if (frame.Locals.TryGetValue(name, out var value))
        {
            return value;
        }

        if (!frame.Module.Caches.Contains(name))
        {
            throw new PyRaise("UnboundLocalError");
        }

        return _caches.TryGetValue($"{frame.Module.Name}.{name}", out var cache) ? cache : _caches[$"{frame.Module.Name}.{name}"] = [];
    }

    private void Count()
    {
        if (++_steps > MaxSteps)
        {
            throw new PyRaise("");
        }
    }

    private static Flow Ignore(object? _) => Flow.Next;

    private enum Flow
    {
        Next,
        Break,
        Continue,
        Return,
    }

    private sealed class Frame(PyModule module, Dictionary<string, object?> locals)
    {
        public PyModule Module => module;

        public Dictionary<string, object?> Locals => locals;

        public object? Result { get; set; }
    }
}

/// <summary>An error inside a mini-repo; an empty type says that it did not end in time.</summary>
internal sealed class PyRaise(string type) : Exception
{
    public string Type => type;
}
