namespace Agentic.VisionPolicy.Templates;

/// <summary>Reads expressions, by the precedence of the template language.</summary>
internal sealed class ExpressionParser(TokenStream tokens)
{
    private static readonly HashSet<string> Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>An expression, or several with commas between them as a tuple.</summary>
    /// <param name="withCondition">Whether <c>a if b else c</c> may stand here; not after the <c>in</c> of a loop.</param>
    public Expression Tuple(bool withCondition = true)
    {
        var line = tokens.Current.Line;
        var items = new List<Expression>();
        var isTuple = false;
        while (!tokens.AtEndOfTuple)
        {
            items.Add(withCondition ? Any() : Or());
            if (!tokens.TrySkip(","))
            {
                break;
            }

            isTuple = true;
        }

        return isTuple || items.Count == 0
            ? items.Count > 0 ? new ListExpression(items, true, line) : throw tokens.Unexpected("an expression")
            : items[0];
    }

    /// <summary>One expression.</summary>
    public Expression Any()
    {
        using var nesting = tokens.Nest();
        var value = Or();
        while (tokens.TrySkipName("if"))
        {
            var condition = Or();
            value = new ConditionalExpression(condition, value, tokens.TrySkipName("else") ? Any() : null, value.Line);
        }

        return value;
    }

    public ArgumentList CallArguments()
    {
        var (positional, named) = (new List<Expression>(), new List<(string, Expression)>());
        var (spread, namedSpread) = ((Expression?)null, (Expression?)null);
        tokens.Expect("(");
        while (!tokens.TrySkip(")"))
        {
            if (tokens.TrySkip("*"))
            {
                spread = Any();
            }
            else if (tokens.TrySkip("**"))
            {
                namedSpread = Any();
            }
            else if (tokens.Current.Kind == TokenKind.Name && tokens.Next.IsOperator("="))
            {
                var name = tokens.Take().Text;
                tokens.Take();
                named.Add((name, Any()));
            }
            else
            {
                positional.Add(named.Count == 0 ? Any() : throw tokens.Unexpected("a keyword argument, as the one before"));
            }

            if (!tokens.Current.IsOperator(")"))
            {
                tokens.Expect(",");
            }
        }

        return new ArgumentList(positional, named, spread, namedSpread);
    }

    /// <summary>Filters and tests behind a value.</summary>
    public Expression Filtered(Expression value)
    {
        while (true)
        {
            if (tokens.TrySkip("|"))
            {
                value = Filter(value);
            }
            else if (tokens.TrySkipName("is"))
            {
                value = Test(value);
            }
            else if (tokens.Current.IsOperator("("))
            {
                value = new CallExpression(value, CallArguments(), value.Line);
            }
            else
            {
                return value;
            }
        }
    }

    public FilterExpression Filter(Expression? value)
    {
        var name = tokens.TakeName("a filter");
        Filters.Require(name.Text, name.Line);
        return new FilterExpression(value, name.Text, tokens.Current.IsOperator("(") ? CallArguments() : ArgumentList.Empty, name.Line);
    }

    private TestExpression Test(Expression value)
    {
        var isNegated = tokens.TrySkipName("not");
        var name = tokens.TakeName("a test");
        Tests.Require(name.Text, name.Line);
        var arguments = ArgumentList.Empty;
        if (tokens.Current.IsOperator("("))
        {
            arguments = CallArguments();
        }
        else if (tokens.StartsArgument)
        {
            arguments = ArgumentList.Empty with { Positional = [Postfix(Primary())] };
        }

        return new TestExpression(value, name.Text, arguments, isNegated, name.Line);
    }

    private Expression Or() => Chain(() => Chain(Not, "and"), "or");

    private Expression Chain(Func<Expression> operand, string name)
    {
        var value = operand();
        while (tokens.TrySkipName(name))
        {
            value = new ChoiceExpression(name == "and", value, operand(), value.Line);
        }

        return value;
    }

    private Expression Not()
    {
        using var nesting = tokens.Nest();
        var line = tokens.Current.Line;
        return tokens.TrySkipName("not") ? new UnaryExpression("not", Not(), line) : Compare();
    }

    private Expression Compare()
    {
        var first = Sum();
        var rest = new List<(string, Expression)>();
        while (true)
        {
            if (tokens.Current.Kind == TokenKind.Operator && Comparisons.Contains(tokens.Current.Text))
            {
                rest.Add((tokens.Take().Text, Sum()));
            }
            else if (tokens.TrySkipName("in"))
            {
                rest.Add(("in", Sum()));
            }
            else if (tokens.Current.IsName("not") && tokens.Next.IsName("in"))
            {
                tokens.Take();
                tokens.Take();
                rest.Add(("not in", Sum()));
            }
            else
            {
                return rest.Count == 0 ? first : new CompareExpression(first, rest, first.Line);
            }
        }
    }

    private Expression Sum() => Binary(Concat, "+", "-");

    private Expression Concat()
    {
        var parts = new List<Expression> { Product() };
        while (tokens.TrySkip("~"))
        {
            parts.Add(Product());
        }

        return parts.Count == 1 ? parts[0] : new ConcatExpression(parts, parts[0].Line);
    }

    private Expression Product() => Binary(Power, "*", "/", "//", "%");

    private Expression Power() => Binary(() => Unary(), "**");

    private Expression Binary(Func<Expression> operand, params string[] names)
    {
        var left = operand();
        while (tokens.Current.Kind == TokenKind.Operator && names.Contains(tokens.Current.Text))
        {
            left = new BinaryExpression(tokens.Take().Text, left, operand(), left.Line);
        }

        return left;
    }

    private Expression Unary(bool withFilter = true)
    {
        using var nesting = tokens.Nest();
        var current = tokens.Current;
        var value = Postfix(
            tokens.TrySkip("-") ? new UnaryExpression("-", Unary(withFilter: false), current.Line)
            : tokens.TrySkip("+") ? new UnaryExpression("+", Unary(withFilter: false), current.Line)
            : Primary());
        return withFilter ? Filtered(value) : value;
    }

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            if (tokens.TrySkip("."))
            {
                var name = tokens.Take();
                value = name.Kind switch
                {
                    TokenKind.Name => new AttributeExpression(value, name.Text, name.Line),
                    TokenKind.Number when name.Value is long => new ItemExpression(value, new Literal(name.Value, name.Line), name.Line),
                    _ => throw new TemplateException($"expected a name or a number after '.', but found {name.Describe()}.", name.Line),
                };
            }
            else if (tokens.TrySkip("["))
            {
                value = Subscript(value);
            }
            else if (tokens.Current.IsOperator("("))
            {
                value = new CallExpression(value, CallArguments(), value.Line);
            }
            else
            {
                return value;
            }
        }
    }

    private Expression Subscript(Expression value)
    {
        var bounds = new List<Expression?>();
        var isSlice = false;
        while (true)
        {
            bounds.Add(tokens.Current.IsOperator(":") || tokens.Current.IsOperator("]") ? null : Any());
            if (!tokens.TrySkip(":"))
            {
                break;
            }

            isSlice = true;
        }

        tokens.Expect("]");
        return (isSlice, bounds) switch
        {
            (false, [{ } key]) => new ItemExpression(value, key, value.Line),
            (true, { Count: <= 3 }) => new SliceExpression(value, bounds[0], bounds[1], bounds.ElementAtOrDefault(2), value.Line),
            _ => throw new TemplateException("expected an index or a slice of at most three parts between '[' and ']'.", value.Line),
        };
    }

    private Expression Primary()
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => new Literal(true, token.Line),
                    "false" or "False" => new Literal(false, token.Line),
                    "none" or "None" => new Literal(null, token.Line),
                    _ => new NameExpression(token.Text, token.Line),
                };
            case TokenKind.Number:
                return new Literal(token.Value, token.Line);
            case TokenKind.String:
                var text = token.Text;
                while (tokens.Current.Kind == TokenKind.String)
                {
                    text += tokens.Take().Text;
                }

                return new Literal(text, token.Line);
            case TokenKind.Operator when token.Text == "(":
                var inner = tokens.TrySkip(")") ? new ListExpression([], true, token.Line) : Tuple();
                if (inner is not ListExpression { Items.Count: 0 })
                {
                    tokens.Expect(")");
                }

                return inner;
            case TokenKind.Operator when token.Text == "[":
                return new ListExpression(Sequence("]", Any), false, token.Line);
            case TokenKind.Operator when token.Text == "{":
                return new DictExpression(Sequence("}", Entry), token.Line);
            default:
                throw new TemplateException($"expected an expression, but found {token.Describe()}.", token.Line);
        }
    }

    private (Expression, Expression) Entry()
    {
        var key = Any();
        tokens.Expect(":");
        return (key, Any());
    }

    private List<T> Sequence<T>(string close, Func<T> item)
    {
        var items = new List<T>();
        while (!tokens.TrySkip(close))
        {
            items.Add(item());
            if (!tokens.Current.IsOperator(close))
            {
                tokens.Expect(",");
            }
        }

        return items;
    }
}
