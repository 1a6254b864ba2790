namespace Agentic.VisionPolicy.Templates;

/// <summary>Reads a whole template into statements.</summary>
internal sealed class TemplateParser
{
    private readonly TokenStream _tokens;
    private readonly ExpressionParser _expressions;

    private TemplateParser(TokenStream tokens) => (_tokens, _expressions) = (tokens, new ExpressionParser(tokens));

    /// <exception cref="TemplateException">The template is malformed, or uses what chat templates do not have.</exception>
    public static Block Parse(string source, int depth)
    {
        var parser = new TemplateParser(new TokenStream(Lexer.Read(source), depth));
        var body = parser.Body();
        return parser._tokens.Current.Kind == TokenKind.End ? body
            : throw new TemplateException($"unknown tag or unexpected end: {parser._tokens.Current.Describe()}.", parser._tokens.Current.Line);
    }

    // Statements up to a tag that ends or divides the block; that tag is left, its opening mark taken.
    private Block Body(params ReadOnlySpan<string> ends)
    {
        using var nesting = _tokens.Nest();
        var statements = new List<Statement>();
        var line = _tokens.Current.Line;
        while (_tokens.Current.Kind != TokenKind.End)
        {
            var token = _tokens.Take();
            switch (token.Kind)
            {
                case TokenKind.Data:
                    statements.Add(new DataStatement(token.Text, token.Line));
                    break;
                case TokenKind.VariableOpen:
                    statements.Add(new OutputStatement(_expressions.Tuple(), token.Line));
                    _tokens.Expect(TokenKind.VariableClose, "'}}'");
                    break;
                default:
                    if (ends.Contains(_tokens.Current.Text))
                    {
                        return new Block(statements, line);
                    }

                    statements.Add(Tag());
                    break;
            }
        }

        return ends.IsEmpty ? new Block(statements, line)
            : throw new TemplateException($"the block has no end; expected '{string.Join("' or '", ends.ToArray())}'.", line);
    }

    // The body of a block with a single end, that end included.
    private Block BodyUntil(string end)
    {
        _tokens.Expect(TokenKind.TagClose, "'%}'");
        var body = Body(end);
        CloseTag();
        return body;
    }

    private void CloseTag()
    {
        _tokens.Take();
        _tokens.Expect(TokenKind.TagClose, "'%}'");
    }

    private Statement Tag()
    {
        var tag = _tokens.TakeName("a tag");
        var line = tag.Line;
        switch (tag.Text)
        {
            case "if":
                return If(line);
            case "for":
                return For(line);
            case "set":
                return Set(line);
            case "macro":
                var name = _tokens.TakeName("the macro").Text;
                return new MacroStatement(name, Parameters(), BodyUntil("endmacro"), line);
            case "call":
                var parameters = _tokens.Current.IsOperator("(") ? Parameters() : Templates.Parameters.None;
                var call = _expressions.Any() as CallExpression ?? throw new TemplateException("expected a call.", line);
                return new CallStatement(call, parameters, BodyUntil("endcall"), line);
            case "filter":
                var filters = Filters(_expressions.Filter(null));
                return new FilterStatement(filters, BodyUntil("endfilter"), line);
            case "with":
                return new WithStatement(Names(), BodyUntil("endwith"), line);
            case "generation":
                return new WithStatement([], BodyUntil("endgeneration"), line);
            case "break" or "continue":
                _tokens.Expect(TokenKind.TagClose, "'%}'");
                return new JumpStatement(tag.Text == "break" ? Flow.Break : Flow.Continue, line);
            default:
                throw new TemplateException($"the tag '{tag.Text}' is not one that chat templates have, or ends a block that is not open.", line);
        }
    }

    private IfStatement If(int line)
    {
        var branches = new List<(Expression, Block)>();
        while (true)
        {
            var condition = _expressions.Tuple();
            _tokens.Expect(TokenKind.TagClose, "'%}'");
            branches.Add((condition, Body("elif", "else", "endif")));
            switch (_tokens.Take().Text)
            {
                case "elif":
                    continue;
                case "else":
                    return new IfStatement(branches, BodyUntil("endif"), line);
                default:
                    _tokens.Expect(TokenKind.TagClose, "'%}'");
                    return new IfStatement(branches, null, line);
            }
        }
    }

    private ForStatement For(int line)
    {
        var target = Target();
        if (!_tokens.TrySkipName("in"))
        {
            throw _tokens.Unexpected("'in'");
        }

        var over = _expressions.Tuple(withCondition: false);
        var filter = _tokens.TrySkipName("if") ? _expressions.Any() : null;
        var isRecursive = _tokens.TrySkipName("recursive");
        _tokens.Expect(TokenKind.TagClose, "'%}'");
        var body = Body("else", "endfor");
        if (_tokens.Current.Text == "else")
        {
            _tokens.Take();
            return new ForStatement(target, over, filter, isRecursive, body, BodyUntil("endfor"), line);
        }

        CloseTag();
        return new ForStatement(target, over, filter, isRecursive, body, null, line);
    }

    private Statement Set(int line)
    {
        var target = Target();
        if (_tokens.TrySkip("="))
        {
            var value = _expressions.Tuple();
            _tokens.Expect(TokenKind.TagClose, "'%}'");
            return new SetStatement(target, value, line);
        }

        var filters = _tokens.TrySkip("|") ? Filters(_expressions.Filter(null)) : [];
        return new SetBlockStatement(target, filters, BodyUntil("endset"), line);
    }

    private List<FilterExpression> Filters(FilterExpression first)
    {
        var filters = new List<FilterExpression> { first };
        while (_tokens.TrySkip("|"))
        {
            filters.Add(_expressions.Filter(null));
        }

        return filters;
    }

    private Target Target()
    {
        using var nesting = _tokens.Nest();
        var targets = new List<Target>();
        var isTuple = false;
        do
        {
            if (_tokens.TrySkip("("))
            {
                targets.Add(Target());
                _tokens.Expect(")");
            }
            else if (_tokens.Current.Kind == TokenKind.Name && !_tokens.Current.IsName("in"))
            {
                var name = _tokens.Take().Text;
                targets.Add(_tokens.TrySkip(".") ? new MemberTarget(name, _tokens.TakeName("a member").Text) : new NameTarget(name));
            }
            else if (!isTuple)
            {
                throw _tokens.Unexpected("a name");
            }

            isTuple |= _tokens.Current.IsOperator(",");
        }
        while (_tokens.TrySkip(","));
        return isTuple ? new TupleTarget(targets) : targets[0];
    }

    private Parameters Parameters()
    {
        var names = new List<(string, Expression?)>();
        _tokens.Expect("(");
        while (!_tokens.TrySkip(")"))
        {
            var name = _tokens.TakeName("a parameter").Text;
            names.Add((name, _tokens.TrySkip("=") ? _expressions.Any() : null));
            if (!_tokens.Current.IsOperator(")"))
            {
                _tokens.Expect(",");
            }
        }

        return new Parameters(names);
    }

    private List<(string, Expression)> Names()
    {
        var names = new List<(string, Expression)>();
        while (_tokens.Current.Kind == TokenKind.Name)
        {
            var name = _tokens.Take().Text;
            _tokens.Expect("=");
            names.Add((name, _expressions.Any()));
            _tokens.TrySkip(",");
        }

        return names;
    }
}
