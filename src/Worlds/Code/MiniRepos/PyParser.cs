using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>Reads functions of our own templates into syntax trees. Not a parser of Python: anything beyond the templates' language is an error.</summary>
public sealed partial class PyParser
{
    private static readonly string[][] Levels =
    [
        ["or"], ["and"], [], ["==", "!=", "<=", ">=", "<", ">", "in", "not in"], ["+", "-"], ["*", "//", "%"],
    ];

    private readonly List<(int Indent, List<string> Tokens)> _lines = [];
    private List<string> _tokens = [];
    private int _line;
    private int _at;

    private PyParser(string source)
    {
        foreach (var text in source.Split('\n').Where(text => text.Trim().Length > 0))
        {
            _lines.Add((text.Length - text.TrimStart().Length, [.. Tokens(text)]));
        }
    }

    /// <summary>The tokens of a line of the templates' language; characters beyond it are passed over.</summary>
    internal static IEnumerable<string> Tokens(string line) => Token().Matches(line).Select(match => match.Value.StartsWith("not ", StringComparison.Ordinal) ? "not in" : match.Value);

    /// <summary>Reads one function.</summary>
    /// <param name="source">A <c>def</c> with its body.</param>
    /// <param name="summary">Its documentation string.</param>
    /// <exception cref="FormatException">The text is beyond the templates' language.</exception>
    public static PyFunction Function(string source, string summary)
    {
        var parser = new PyParser(source);
        parser.Enter();
        parser.Take("def");
        var name = parser.Next();
        parser.Take("(");
        var parameters = ImmutableArray.CreateBuilder<(string, PyExpression?)>();
        while (!parser.TryTake(")"))
        {
            var parameter = parser.Next();
            parameters.Add((parameter, parser.TryTake("=") ? parser.Expression(0) : null));
            parser.TryTake(",");
        }

        parser.Take(":");
        return new PyFunction(name, parameters.ToImmutable(), summary, parser.Block(0));
    }

    private ImmutableArray<PyStatement> Block(int outer)
    {
        var statements = ImmutableArray.CreateBuilder<PyStatement>();
        var indent = _line < _lines.Count ? _lines[_line].Indent : 0;
        while (_line < _lines.Count && _lines[_line].Indent == indent && indent > outer)
        {
            Enter();
            statements.Add(Statement(indent));
        }

        return statements.Count > 0 ? statements.ToImmutable() : throw new FormatException($"Line {_line}: a block was expected.");
    }

    private PyStatement Statement(int indent)
    {
        if (TryTake("return"))
        {
            return new PyReturn(Expression(0));
        }

        if (_tokens is ["break" or "continue" or "pass"])
        {
            return new PyWord(Next());
        }

        if (TryTake("if") || TryTake("elif"))
        {
            var condition = Header();
            return new PyIf(condition, Block(indent), Else(indent));
        }

        if (TryTake("while"))
        {
            return new PyWhile(Header(), Block(indent));
        }

        if (TryTake("for"))
        {
            var variable = Next();
            Take("in");
            return new PyFor(variable, Header(), Block(indent));
        }

        var left = Expression(0);
        return _at == _tokens.Count ? new PyEvaluate(left) : new PyAssign(left, Next(), Expression(0));
    }

    private ImmutableArray<PyStatement> Else(int indent)
    {
        if (_line >= _lines.Count || _lines[_line].Indent != indent)
        {
            return [];
        }

        switch (_lines[_line].Tokens[0])
        {
            case "elif":
                Enter();
                return [Statement(indent)];
            case "else":
                Enter();
                return Block(indent);
            default:
                return [];
        }
    }

    private PyExpression Header()
    {
        var value = Expression(0);
        Take(":");
        return value;
    }

    private PyExpression Expression(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        if (level == 2)
        {
            return TryTake("not") ? new PyUnary("not", Expression(2)) : Expression(3);
        }

        var left = Expression(level + 1);
        while (_at < _tokens.Count && Levels[level].Contains(_tokens[_at]))
        {
            left = new PyBinary(Next(), left, Expression(level + 1));
        }

        return left;
    }

    private PyExpression Unary()
    {
        if (TryTake("-"))
        {
            return Unary() is PyLiteral { Value: long number } ? new PyLiteral(-number) : throw new FormatException("Only numbers are negated.");
        }

        var value = Atom();
        for (; ; )
        {
            if (TryTake("["))
            {
                value = new PyIndex(value, Expression(0));
                Take("]");
            }
            else if (TryTake("."))
            {
                var name = Next();
                Take("(");
                value = new PyCall(value, name, Items(")"));
            }
            else
            {
                return value;
            }
        }
    }

    private PyExpression Atom()
    {
        var token = Next();
        switch (token)
        {
            case "(":
                var inner = Expression(0);
                Take(")");
                return inner;
            case "[":
                return new PyList(Items("]"));
            case "{":
                Take("}");
                return new PyDictionary();
            case "True" or "False":
                return new PyLiteral(token == "True");
            case "None":
                return new PyLiteral(null);
            default:
                return char.IsDigit(token[0]) ? new PyLiteral(long.Parse(token, CultureInfo.InvariantCulture))
                    : token[0] == '"' ? new PyLiteral(token[1..^1])
                    : TryTake("(") ? new PyCall(null, token, Items(")"))
                    : new PyName(token);
        }
    }

    private ImmutableArray<PyExpression> Items(string close)
    {
        var items = ImmutableArray.CreateBuilder<PyExpression>();
        while (!TryTake(close))
        {
            items.Add(Expression(0));
            TryTake(",");
        }

        return items.ToImmutable();
    }

    private void Enter() => (_tokens, _at) = (_lines[_line++].Tokens, 0);

    private string Next() => _at < _tokens.Count ? _tokens[_at++] : throw new FormatException($"Line {_line} ends too early.");

    private bool TryTake(string token)
    {
        var isThere = _at < _tokens.Count && _tokens[_at] == token;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private void Take(string token)
    {
        if (!TryTake(token))
        {
            throw new FormatException($"Line {_line}: '{token}' was expected.");
        }
    }

    [GeneratedRegex("not\\s+in\\b|[A-Za-z_][A-Za-z_0-9]*|[0-9]+|\"[^\"]*\"|//=|[-+*]=|==|!=|<=|>=|//|[-+*%<>=()\\[\\]{}.,:]")]
    private static partial Regex Token();
}
