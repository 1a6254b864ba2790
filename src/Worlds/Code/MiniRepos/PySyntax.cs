using System.Collections.Immutable;

namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>An expression of the small part of Python that mini-repos are written in.</summary>
public abstract record PyExpression;

/// <summary>A whole number, a text, True, False or None.</summary>
/// <param name="Value">A <see cref="long"/>, <see cref="string"/>, <see cref="bool"/> or null.</param>
public sealed record PyLiteral(object? Value) : PyExpression;

/// <summary>A variable or a function by name.</summary>
public sealed record PyName(string Name) : PyExpression;

/// <summary>Two operands: arithmetic, comparison, <c>in</c>, <c>not in</c>, <c>and</c>, <c>or</c>.</summary>
public sealed record PyBinary(string Operator, PyExpression Left, PyExpression Right) : PyExpression;

/// <summary>One operand: <c>not</c> or <c>-</c>.</summary>
public sealed record PyUnary(string Operator, PyExpression Operand) : PyExpression;

/// <summary>A call of a function, or of a method where <paramref name="Target"/> is there.</summary>
public sealed record PyCall(PyExpression? Target, string Name, ImmutableArray<PyExpression> Arguments) : PyExpression;

/// <summary>An item by position or key.</summary>
public sealed record PyIndex(PyExpression Target, PyExpression Key) : PyExpression;

/// <summary>A list.</summary>
public sealed record PyList(ImmutableArray<PyExpression> Items) : PyExpression;

/// <summary>An empty dictionary.</summary>
public sealed record PyDictionary : PyExpression;

/// <summary>A statement.</summary>
public abstract record PyStatement;

/// <summary>An assignment, plain (<c>=</c>) or with an operator (<c>+=</c>).</summary>
public sealed record PyAssign(PyExpression Target, string Operator, PyExpression Value) : PyStatement;

/// <summary>A return.</summary>
public sealed record PyReturn(PyExpression Value) : PyStatement;

/// <summary>An expression by itself.</summary>
public sealed record PyEvaluate(PyExpression Value) : PyStatement;

/// <summary>A word by itself: <c>break</c>, <c>continue</c>, <c>pass</c>.</summary>
public sealed record PyWord(string Word) : PyStatement;

/// <summary>A condition.</summary>
public sealed record PyIf(PyExpression Condition, ImmutableArray<PyStatement> Then, ImmutableArray<PyStatement> Else) : PyStatement;

/// <summary>A loop while something holds.</summary>
public sealed record PyWhile(PyExpression Condition, ImmutableArray<PyStatement> Body) : PyStatement;

/// <summary>A loop over items.</summary>
public sealed record PyFor(string Variable, PyExpression Items, ImmutableArray<PyStatement> Body) : PyStatement;

/// <summary>A function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Names with their defaults.</param>
/// <param name="Summary">What it is for; printed as the documentation string.</param>
/// <param name="Body">Its statements.</param>
public sealed record PyFunction(string Name, ImmutableArray<(string Name, PyExpression? Default)> Parameters, string Summary, ImmutableArray<PyStatement> Body);

/// <summary>A module.</summary>
/// <param name="Name">Dotted name.</param>
/// <param name="Summary">The first line.</param>
/// <param name="Imports">Functions taken from other modules.</param>
/// <param name="Caches">Global dictionaries, empty at first.</param>
/// <param name="Functions">In order.</param>
public sealed record PyModule(
    string Name, string Summary, ImmutableArray<(string Module, string Function)> Imports, ImmutableArray<string> Caches, ImmutableArray<PyFunction> Functions)
{
    /// <summary>Path of the file.</summary>
    public string Path => $"{Name.Replace('.', '/')}.py";
}
