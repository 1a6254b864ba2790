using System.Globalization;
using System.Text;

namespace Agentic.Worlds.Gui.Actions;

/// <summary>One call as UI-TARS and BrowserGym write them: <c>name('text', 3.5, key="value", list=['a'])</c>. Reading never throws.</summary>
/// <param name="Name">The function.</param>
/// <param name="Arguments">Positional arguments, in order: text, number, list of texts, or null for None.</param>
/// <param name="Named">Keyword arguments.</param>
internal sealed record CallSyntax(string Name, IReadOnlyList<object?> Arguments, IReadOnlyDictionary<string, object?> Named)
{
    private const int MaxArguments = 8;

    /// <summary>The call that the text is, blanks around it aside; null when it is anything else or more than one.</summary>
    public static CallSyntax? Read(string text)
    {
        var reader = new Reader(text);
        return reader.Call() is { } call && reader.IsAtEnd ? call : null;
    }

    /// <summary>A text argument by keyword or place; null when it is missing or no text.</summary>
    public string? Text(string name, int place) => Value(name, place) as string;

    /// <summary>A number by keyword or place; null when it is missing or no number.</summary>
    public double? Number(string name, int place) => Value(name, place) is double number ? number : null;

    /// <summary>Whether an argument of that name or place was given.</summary>
    public bool Has(string name, int place) => Named.ContainsKey(name) || place < Arguments.Count;

    /// <summary>Whether nothing beside these keywords and that many places was given.</summary>
    public bool HasOnly(int places, params ReadOnlySpan<string> names)
    {
        foreach (var name in Named.Keys)
        {
            if (!names.Contains(name))
            {
                return false;
            }
        }

        return Arguments.Count <= places;
    }

    /// <summary>A text as a Python literal in single quotes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var letter in text)
        {
            quoted.Append(letter switch
            {
                '\'' => "\\'",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ => letter.ToString(),
            });
        }

        return quoted.Append('\'').ToString();
    }

    private object? Value(string name, int place) =>
        Named.TryGetValue(name, out var named) ? named : place < Arguments.Count ? Arguments[place] : null;

    private sealed class Reader(string text)
    {
        private int _at;

        public bool IsAtEnd
        {
            get
            {
                Blanks();
                return _at == text.Length;
            }
        }

        public CallSyntax? Call()
        {
            if (Word() is not { Length: > 0 } name || !Take('('))
            {
                return null;
            }

            var (places, named) = (new List<object?>(), new Dictionary<string, object?>(StringComparer.Ordinal));
            while (!Take(')'))
            {
                if (places.Count + named.Count > 0 && !Take(','))
                {
                    return null;
                }

                var before = _at;
                var keyword = Word();
                if (keyword.Length > 0 && Take('='))
                {
                    if (!TryValue(out var value) || !named.TryAdd(keyword, value))
                    {
                        return null;
                    }
                }
                else
                {
                    _at = before;
                    if (named.Count > 0 || !TryValue(out var value))
                    {
                        return null;
                    }

                    places.Add(value);
                }

                if (places.Count + named.Count > MaxArguments)
                {
                    return null;
                }
            }

            return new CallSyntax(name, places, named);
        }

        private bool TryValue(out object? value)
        {
            Blanks();
            value = null;
            if (_at == text.Length)
            {
                return false;
            }

            switch (text[_at])
            {
                case '\'' or '"':
                    value = String();
                    return value is not null;
                case '[':
                    value = List();
                    return value is not null;
            }

            var word = Word();
            switch (word)
            {
                case "None":
                    return true;
                case "True" or "False":
                    value = word == "True";
                    return true;
                case "":
                    value = NumberHere();
                    return value is not null;
                default:
                    return false;
            }
        }

        private double? NumberHere()
        {
            var start = _at;
            while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] is '-' or '.'))
            {
                _at++;
            }

            return _at - start <= 16 && double.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
        }

        private List<string>? List()
        {
            var items = new List<string>();
            _at++;
            while (!Take(']'))
            {
                Blanks();
                if ((items.Count > 0 && !Take(',')) || items.Count == 16)
                {
                    return null;
                }

                Blanks();
                if (_at == text.Length || text[_at] is not ('\'' or '"') || String() is not { } item)
                {
                    return null;
                }

                items.Add(item);
            }

            return items;
        }

        private string? String()
        {
            var quote = text[_at++];
            var value = new StringBuilder();
            while (_at < text.Length && text[_at] != quote)
            {
                var letter = text[_at++];
                if (letter == '\\' && _at < text.Length)
                {
                    letter = text[_at++];
                    letter = letter switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => letter };
                }

                value.Append(letter);
            }

            return _at++ < text.Length ? value.ToString() : null;
        }

        private string Word()
        {
            Blanks();
            var start = _at;
            while (_at < text.Length && (char.IsAsciiLetter(text[_at]) || text[_at] == '_' || (_at > start && char.IsAsciiDigit(text[_at]))))
            {
                _at++;
            }

            return text[start.._at];
        }

        private bool Take(char letter)
        {
            Blanks();
            var isThere = _at < text.Length && text[_at] == letter;
            _at += isThere ? 1 : 0;
            return isThere;
        }

        private void Blanks()
        {
            while (_at < text.Length && text[_at] is (' ' or '\t' or '\n' or '\r'))
            {
                _at++;
            }
        }
    }
}
