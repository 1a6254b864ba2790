namespace Agentic.VisionPolicy.Templates;

/// <summary>Tokens one after the other, with a look at the next.</summary>
/// <param name="tokens">All tokens; the last is the end.</param>
/// <param name="depth">How deep expressions and blocks may nest.</param>
internal sealed class TokenStream(List<Token> tokens, int depth)
{
    private int _at;
    private int _nesting;

    public Token Current => tokens[_at];

    public Token Next => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    /// <summary>Whether a tuple cannot go on here.</summary>
    public bool AtEndOfTuple => Current.Kind is TokenKind.VariableClose or TokenKind.TagClose or TokenKind.End
        || Current.IsOperator(")") || Current.IsOperator("=") || Current.IsName("in") || Current.IsName("recursive");

    /// <summary>Whether the argument of a test may begin here, without brackets.</summary>
    public bool StartsArgument => Current.Kind switch
    {
        TokenKind.Name => Current.Text is not ("else" or "or" or "and" or "is"),
        TokenKind.String or TokenKind.Number => true,
        TokenKind.Operator => Current.Text is "(" or "[" or "{",
        _ => false,
    };

    public Token Take()
    {
        var token = tokens[_at];
        _at = Math.Min(_at + 1, tokens.Count - 1);
        return token;
    }

    public Token TakeName(string what) =>
        Current.Kind == TokenKind.Name ? Take() : throw Unexpected($"the name of {what}");

    public bool TrySkip(string op)
    {
        var isThere = Current.IsOperator(op);
        _at += isThere ? 1 : 0;
        return isThere;
    }

    public bool TrySkipName(string name)
    {
        var isThere = Current.IsName(name);
        _at += isThere ? 1 : 0;
        return isThere;
    }

    public void Expect(string op)
    {
        if (!TrySkip(op))
        {
            throw Unexpected($"'{op}'");
        }
    }

    public void Expect(TokenKind kind, string what)
    {
        if (Take().Kind != kind)
        {
            _at--;
            throw Unexpected(what);
        }
    }

    public TemplateException Unexpected(string expected) => new($"expected {expected}, but found {Current.Describe()}.", Current.Line);

    /// <summary>Counts one more level of nesting until disposed.</summary>
    public Nesting Nest()
    {
        // Four levels of the grammar count themselves for one pair of brackets.
        if (++_nesting > 4 * depth)
        {
            throw new TemplateException($"expressions and blocks nest deeper than {depth}.", Current.Line);
        }

        return new Nesting(this);
    }

    internal readonly struct Nesting(TokenStream owner) : IDisposable
    {
        public void Dispose() => owner._nesting--;
    }
}
