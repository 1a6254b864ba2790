namespace Agentic.Worlds.Expressions;

/// <summary>Cuts text into symbols. ASCII only: other scripts' digits and typographic operators are refused, never translated.</summary>
public static class FormulaScanner
{
    /// <summary>Longest text that is looked at, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>Reads as many symbols as the text holds.</summary>
    /// <param name="text">Symbols, with or without blanks between them.</param>
    /// <param name="symbols">Receives them.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>Null, or what was expected and what came.</returns>
    public static string? Scan(ReadOnlySpan<char> text, Span<Symbol> symbols, out int count)
    {
        count = 0;
        if (text.Length > MaxLength)
        {
            return $"a formula has at most {MaxLength} characters, but this text has {text.Length}";
        }

        for (var position = 0; position < text.Length;)
        {
            var start = position;
            var symbol = Next(text, ref position);
            if (symbol == Symbol.None && position > start)
            {
                continue;
            }

            if (symbol == Symbol.None)
            {
                return $"at character {start + 1}: expected a number 1-13 or one of + - * / ( ) =, but found {Quote(text[start])}";
            }

            if (count == symbols.Length)
            {
                return $"a formula has at most {symbols.Length} symbols, but this text has more";
            }

            symbols[count++] = symbol;
        }

        return null;
    }

    /// <summary>A character as it may be shown: itself when printable ASCII, else its code point.</summary>
    public static string Quote(char character) => character is > ' ' and <= '~' ? $"'{character}'" : $"U+{(int)character:X4}";

    // None with an advanced position is a blank; None in place is a character that does not belong here.
    private static Symbol Next(ReadOnlySpan<char> text, ref int position)
    {
        var character = text[position];
        if (character is >= '1' and <= '9')
        {
            return Number(text, ref position);
        }

        var symbol = character switch
        {
            '+' => Symbol.Plus,
            '-' => Symbol.Minus,
            '*' => Symbol.Times,
            '/' => Symbol.Divide,
            '(' => Symbol.Open,
            ')' => Symbol.Close,
            '=' => Symbol.Equal,
            _ => Symbol.None,
        };
        position += symbol != Symbol.None || character is ' ' or '\t' or '\r' or '\n' ? 1 : 0;
        return symbol;
    }

    private static Symbol Number(ReadOnlySpan<char> text, ref int position)
    {
        var (end, value) = (position, 0);
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            value = Math.Min((value * 10) + (text[end++] - '0'), 1000);
        }

        if (value > (int)Symbol.Thirteen)
        {
            return Symbol.None;
        }

        position = end;
        return (Symbol)value;
    }
}
