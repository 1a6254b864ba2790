using System.Text.RegularExpressions;

namespace Agentic.VisionPolicy.Templates;

/// <summary>Cuts a template into tokens, with white space handled as chat templates expect it.</summary>
/// <remarks>
/// As in Jinja with trim_blocks and lstrip_blocks: the line break after a tag goes, and so does the indentation of a line that
/// begins with a tag; a minus sign in a tag takes all white space on its side, a plus sign keeps it. Line breaks become \n, and the
/// last one of the template goes.
/// </remarks>
internal sealed partial class Lexer
{
    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;
    private bool _startsLine = true;

    private Lexer(string source) => _source = source;

    public static List<Token> Read(string source)
    {
        source = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var lexer = new Lexer(source.EndsWith('\n') ? source[..^1] : source);
        lexer.ReadAll();
        return lexer._tokens;
    }

    [GeneratedRegex(@"\G\{%[-+]?\s*raw\s*(?:-%\}\s*|%\}\n?)", RegexOptions.CultureInvariant)]
    private static partial Regex RawOpen();

    [GeneratedRegex(@"\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\}\n?)", RegexOptions.CultureInvariant)]
    private static partial Regex RawClose();

    private void ReadAll()
    {
        while (_at < _source.Length)
        {
            var open = NextOpening();
            if (open < 0)
            {
                Data(_source[_at..]);
                _at = _source.Length;
                break;
            }

            var sign = open + 2 < _source.Length && _source[open + 2] is '-' or '+' ? _source[open + 2] : ' ';
            Data(Stripped(_source[_at..open], sign, isVariable: _source[open + 1] == '{'));
            Advance(open);
            var (kind, start) = (_source[open + 1], open + 2 + (sign == ' ' ? 0 : 1));
            if (kind == '#')
            {
                Comment(start);
            }
            else if (kind == '%' && RawOpen().Match(_source, open) is { Success: true } raw)
            {
                Raw(raw);
            }
            else
            {
                Advance(start);
                Tag(isVariable: kind == '{');
            }
        }

        _tokens.Add(new Token(TokenKind.End, "", _line));
    }

    private int NextOpening()
    {
        for (var at = _source.IndexOf('{', _at); at >= 0 && at + 1 < _source.Length; at = _source.IndexOf('{', at + 1))
        {
            if (_source[at + 1] is '{' or '%' or '#')
            {
                return at;
            }
        }

        return -1;
    }

    private string Stripped(string text, char sign, bool isVariable)
    {
        if (sign == '-')
        {
            return text[..PythonText.TrimmedEnd(text)];
        }

        var lineStart = text.LastIndexOf('\n') + 1;
        var isIndentation = PythonText.TrimmedEnd(text.AsSpan(lineStart)) == 0;
        return sign != '+' && !isVariable && isIndentation && (lineStart > 0 || _startsLine) ? text[..lineStart] : text;
    }

    private void Data(string text)
    {
        if (text.Length > 0)
        {
            _tokens.Add(new Token(TokenKind.Data, text, _line));
        }
    }

    private void Comment(int start)
    {
        var end = _source.IndexOf("#}", start, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new TemplateException("the comment has no end; expected '#}'.", _line);
        }

        CloseTag(end > start ? _source[end - 1] : ' ', end + 2, keepsLineBreak: false);
    }

    private void Raw(Match open)
    {
        Advance(open.Index + open.Length);
        _startsLine = _source[_at - 1] == '\n';
        var close = RawClose().Match(_source, _at);
        if (!close.Success)
        {
            throw new TemplateException("the raw block has no end; expected '{% endraw %}'.", _line);
        }

        Data(Stripped(_source[_at..close.Index], close.Groups[1].Value is [var sign] ? sign : ' ', isVariable: false));
        Advance(close.Index + close.Length);
        _startsLine = _source[_at - 1] == '\n';
    }

    private void Tag(bool isVariable)
    {
        var inside = new TagLexer(_source, _at, _line, isVariable);
        _tokens.Add(new Token(isVariable ? TokenKind.VariableOpen : TokenKind.TagOpen, isVariable ? "{{" : "{%", _line));
        var close = inside.Read(_tokens);
        CloseTag(_source[close], close + (_source[close] is '-' or '+' ? 3 : 2), keepsLineBreak: isVariable);
        _tokens.Add(new Token(isVariable ? TokenKind.VariableClose : TokenKind.TagClose, isVariable ? "}}" : "%}", _line));
    }

    // Goes past the end of a tag and what its sign takes with it.
    private void CloseTag(char sign, int end, bool keepsLineBreak)
    {
        while (sign == '-' && end < _source.Length && PythonText.IsSpace(_source[end]))
        {
            end++;
        }

        if (sign is not ('-' or '+') && !keepsLineBreak && end < _source.Length && _source[end] == '\n')
        {
            end++;
        }

        Advance(end);
        _startsLine = _source[end - 1] == '\n';
    }

    private void Advance(int to)
    {
        _line += _source.AsSpan(_at, to - _at).Count('\n');
        _at = to;
    }
}
