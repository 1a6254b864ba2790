using System.Collections.Immutable;
using System.Text;

namespace Agentic.VisionPolicy;

/// <summary>
/// Reads the part of regular expressions that means the same everywhere: literals, <c>.</c> (any character but a line break), classes,
/// groups, <c>|</c>, <c>* + ? {m} {m,} {m,n}</c>, escapes of marks and <c>\d \w \s \n \r \t</c>. A pattern always means the whole text;
/// <c>^</c> at its start and <c>$</c> at its end are allowed and add nothing. Everything else is refused.
/// </summary>
public sealed class GrammarPattern
{
    private const int MostRepeats = 4096;
    private static readonly ImmutableArray<(byte, byte)> Digits = [((byte)'0', (byte)'9')];
    private static readonly ImmutableArray<(byte, byte)> WordLetters = [((byte)'0', (byte)'9'), ((byte)'A', (byte)'Z'), ((byte)'_', (byte)'_'), ((byte)'a', (byte)'z')];
    private static readonly ImmutableArray<(byte, byte)> Blanks = [((byte)'\t', (byte)'\n'), ((byte)'\r', (byte)'\r'), ((byte)' ', (byte)' ')];
    private readonly string _text;
    private int _at;

    private GrammarPattern(string text) => _text = text;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="GrammarException">It uses something else, or does not end where it should.</exception>
    public static GrammarRule Parse(string pattern)
    {
        var reader = new GrammarPattern(pattern);
        reader.Take('^');
        var rule = reader.Choice();
        return reader._at == pattern.Length ? rule : throw reader.Wrong("the end");
    }

    private GrammarRule Choice()
    {
        var options = ImmutableArray.CreateBuilder<GrammarRule>();
        do
        {
            options.Add(Sequence());
        }
        while (Take('|'));
        return options.Count == 1 ? options[0] : new GrammarRule.Choice(options.ToImmutable());
    }

    private GrammarRule Sequence()
    {
        var parts = ImmutableArray.CreateBuilder<GrammarRule>();
        while (_at < _text.Length && _text[_at] is not ('|' or ')'))
        {
            if (_text[_at] == '$' && _at == _text.Length - 1)
            {
                _at++;
                break;
            }

            parts.Add(Repeated(Atom()));
        }

        return parts.Count == 1 ? parts[0] : new GrammarRule.Sequence(parts.ToImmutable());
    }

    private GrammarRule Repeated(GrammarRule atom)
    {
        while (_at < _text.Length)
        {
            (int Min, int? Max)? times = _text[_at] switch { '*' => (0, null), '+' => (1, null), '?' => (0, 1), '{' => Count(), _ => null };
            if (times is not { } found)
            {
                break;
            }

            _at++;
            atom = new GrammarRule.Repeat(atom, found.Min, found.Max);
        }

        return atom;
    }

    // Leaves the position on the closing brace.
    private (int Min, int? Max) Count()
    {
        _at++;
        var min = Number();
        int? max = min;
        if (Take(','))
        {
            max = _at < _text.Length && _text[_at] == '}' ? null : Number();
        }

        if (_at >= _text.Length || _text[_at] != '}' || max < min)
        {
            throw Wrong("a count such as {2}, {2,} or {2,5}");
        }

        return (min, max);
    }

    private int Number()
    {
        var (start, value) = (_at, 0);
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]) && value <= MostRepeats)
        {
            value = (value * 10) + (_text[_at++] - '0');
        }

        return _at > start && value <= MostRepeats ? value : throw Wrong($"a number from 0 to {MostRepeats}");
    }

    private GrammarRule Atom()
    {
        if (Take('('))
        {
            if (Take('?') && !Take(':'))
            {
                throw Wrong("':' (of groups that begin with '?', only (?: is understood)");
            }

            var inner = Choice();
            return Take(')') ? inner : throw Wrong("')'");
        }

        if (Take('['))
        {
            return Class();
        }

        if (Take('.'))
        {
            return AllBut([((byte)'\n', (byte)'\n')]);
        }

        if (_text[_at] == '\\')
        {
            return new GrammarRule.OneByte(Escape());
        }

        if (_text[_at] is '*' or '+' or '?' or '{' or '}' or ']' or '^' or '$')
        {
            throw Wrong("a literal (write the mark behind a backslash)");
        }

        Rune.DecodeFromUtf16(_text.AsSpan(_at), out var rune, out var length);
        _at += length;
        return GrammarRule.Text(rune.ToString());
    }

    private GrammarRule Class()
    {
        var isNegated = Take('^');
        var ranges = ImmutableArray.CreateBuilder<(byte Low, byte High)>();
        while (_at < _text.Length && (_text[_at] != ']' || ranges.Count == 0))
        {
            var low = Member();
            if (low.Length == 1 && low[0].Low == low[0].High && _at + 1 < _text.Length && _text[_at] == '-' && _text[_at + 1] != ']')
            {
                _at++;
                var high = Member();
                if (high.Length != 1 || high[0].Low < low[0].Low)
                {
                    throw Wrong("a range from a lower to a higher character");
                }

                low = [(low[0].Low, high[0].High)];
            }

            ranges.AddRange(low);
        }

        return !Take(']') ? throw Wrong("']'") : isNegated ? AllBut(ranges.ToImmutable()) : (GrammarRule)new GrammarRule.OneByte(ranges.ToImmutable());
    }

    private ImmutableArray<(byte Low, byte High)> Member()
    {
        if (_text[_at] == '\\')
        {
            return Escape();
        }

        var letter = _text[_at];
        if (!char.IsAscii(letter))
        {
            throw Wrong("an ASCII character (put others beside the class with '|')");
        }

        _at++;
        return [((byte)letter, (byte)letter)];
    }

    private ImmutableArray<(byte Low, byte High)> Escape()
    {
        _at++;
        var letter = _at < _text.Length ? _text[_at] : throw Wrong("a character after '\\'");
        _at++;
        return letter switch
        {
            'd' => Digits,
            'w' => WordLetters,
            's' => Blanks,
            'n' => [((byte)'\n', (byte)'\n')],
            'r' => [((byte)'\r', (byte)'\r')],
            't' => [((byte)'\t', (byte)'\t')],
            _ when char.IsAscii(letter) && !char.IsAsciiLetterOrDigit(letter) => [((byte)letter, (byte)letter)],
            _ => throw Wrong("one of \\d \\w \\s \\n \\r \\t or an escaped mark"),
        };
    }

    private static GrammarRule.Choice AllBut(ImmutableArray<(byte Low, byte High)> ranges)
    {
        var left = Enumerable.Range(0, 128).Where(value => !ranges.Any(range => value >= range.Low && value <= range.High));
        return new GrammarRule.Choice([new GrammarRule.OneByte([.. left.Select(value => ((byte)value, (byte)value))]), GrammarRule.NonAscii]);
    }

    private bool Take(char expected)
    {
        var isThere = _at < _text.Length && _text[_at] == expected;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private GrammarException Wrong(string expected) => new(
        $"Pattern '{_text}', character {_at + 1}: expected {expected}, but found {(_at < _text.Length ? $"'{_text[_at]}'" : "the end")}.");
}
