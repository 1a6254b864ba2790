using System.Globalization;
using System.Numerics;
using System.Text;

namespace Agentic.VisionPolicy.Templates;

/// <summary>The tokens inside one tag.</summary>
internal sealed class TagLexer(string source, int at, int line, bool isVariable)
{
    private static readonly string[] Operators =
        ["**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";"];

    private readonly Stack<char> _brackets = new();
    private int _at = at;
    private int _line = line;

    /// <summary>Adds the tokens, and says where the closing mark begins, its sign included.</summary>
    public int Read(List<Token> tokens)
    {
        while (true)
        {
            while (_at < source.Length && PythonText.IsSpace(source[_at]))
            {
                _line += source[_at++] == '\n' ? 1 : 0;
            }

            if (_at >= source.Length)
            {
                throw new TemplateException($"the tag has no end; expected '{(isVariable ? "}}" : "%}")}'.", _line);
            }

            if (_brackets.Count == 0 && IsClose())
            {
                return _at;
            }

            tokens.Add(Next());
        }
    }

    private bool IsClose()
    {
        var sign = source[_at] == '-' || (source[_at] == '+' && !isVariable) ? 1 : 0;
        return string.CompareOrdinal(source, _at + sign, isVariable ? "}}" : "%}", 0, 2) == 0;
    }

    private Token Next()
    {
        var first = source[_at];
        if (char.IsAsciiDigit(first))
        {
            return Number();
        }

        if (first == '_' || char.IsLetter(first))
        {
            return new Token(TokenKind.Name, Take(c => c == '_' || char.IsLetterOrDigit(c)), _line);
        }

        if (first is '\'' or '"')
        {
            return String(first);
        }

        foreach (var candidate in Operators)
        {
            if (string.CompareOrdinal(source, _at, candidate, 0, candidate.Length) == 0)
            {
                Balance(first);
                _at += candidate.Length;
                return new Token(TokenKind.Operator, candidate, _line);
            }
        }

        throw new TemplateException($"unexpected character '{first}'.", _line);
    }

    private void Balance(char bracket)
    {
        if (bracket is '(' or '[' or '{')
        {
            _brackets.Push(bracket switch { '(' => ')', '[' => ']', _ => '}' });
        }
        else if (bracket is ')' or ']' or '}' && (!_brackets.TryPop(out var expected) || expected != bracket))
        {
            throw new TemplateException($"unexpected '{bracket}'; expected {(expected == 0 ? "no closing bracket" : $"'{expected}'")}.", _line);
        }
    }

    private string Take(Func<char, bool> accepts)
    {
        var start = _at;
        while (_at < source.Length && accepts(source[_at]))
        {
            _at++;
        }

        return source[start.._at];
    }

    private Token Number()
    {
        var start = _at;
        var afterDot = start > 0 && source[start - 1] == '.';
        Func<char, bool> digit = c => char.IsAsciiDigit(c) || c == '_';
        Take(digit);
        var isFloat = false;
        if (!afterDot && _at + 1 < source.Length && source[_at] == '.' && char.IsAsciiDigit(source[_at + 1]))
        {
            isFloat = true;
            _at++;
            Take(digit);
        }

        if (!afterDot && _at < source.Length && source[_at] is 'e' or 'E')
        {
            var sign = _at + 1 < source.Length && source[_at + 1] is '+' or '-' ? 1 : 0;
            if (_at + 1 + sign < source.Length && char.IsAsciiDigit(source[_at + 1 + sign]))
            {
                isFloat = true;
                _at += 1 + sign;
                Take(digit);
            }
        }

        var text = source[start.._at].Replace("_", "", StringComparison.Ordinal);
        if (text.Length > 400)
        {
            throw new TemplateException("a number of more than 400 digits.", _line);
        }

        object value = isFloat ? double.Parse(text, CultureInfo.InvariantCulture) : Arithmetic.Normal(BigInteger.Parse(text, CultureInfo.InvariantCulture));
        return new Token(TokenKind.Number, text, _line, value);
    }

    private Token String(char quote)
    {
        var (text, began) = (new StringBuilder(), _line);
        for (_at++; _at < source.Length && source[_at] != quote; _at++)
        {
            _line += source[_at] == '\n' ? 1 : 0;
            if (source[_at] == '\\' && _at + 1 < source.Length)
            {
                Escape(text, source[++_at]);
            }
            else
            {
                text.Append(source[_at]);
            }
        }

        if (_at >= source.Length)
        {
            throw new TemplateException($"the string has no end; expected {quote}.", began);
        }

        _at++;
        return new Token(TokenKind.String, text.ToString(), began);
    }

    private void Escape(StringBuilder text, char kind)
    {
        var digits = kind switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            var isHex = uint.TryParse(source.AsSpan(_at + 1, Math.Min(digits, source.Length - _at - 1)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point);
            if (!isHex || point > 0x10FFFF || source.Length - _at - 1 < digits)
            {
                throw new TemplateException($"'\\{kind}' needs {digits} hexadecimal digits of a character.", _line);
            }

            text.Append(point is >= 0xD800 and < 0xE000 or < 0x10000 ? ((char)point).ToString() : char.ConvertFromUtf32((int)point));
            _at += digits;
            return;
        }

        _ = kind switch
        {
            'n' => text.Append('\n'),
            't' => text.Append('\t'),
            'r' => text.Append('\r'),
            'b' => text.Append('\b'),
            'f' => text.Append('\f'),
            'v' => text.Append('\v'),
            'a' => text.Append('\a'),
            '0' => text.Append('\0'),
            '\n' => text,
            '\\' or '\'' or '"' => text.Append(kind),
            _ => text.Append('\\').Append(kind),
        };
    }
}
