using System.Globalization;
using System.Text;

namespace Agentic.Training.Scenarios;

/// <summary>Texts as YAML scalars.</summary>
public static class YamlText
{
    /// <summary>The text as it is where that is safe, in double quotes otherwise.</summary>
    public static string Scalar(string text) => IsSafe(text) ? text : Quoted(text);

    // Letters, digits and a few marks never mean anything to YAML; words and numbers that do are quoted.
    private static bool IsSafe(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text[^1] != ' '
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '_' or '-' or '/' or '.')
        && text is not ("null" or "true" or "false");

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                < ' ' or (>= '\x7f' and <= '\x9f') or '\u2028' or '\u2029' or '\ufeff' or >= '\ud800' and <= '\udfff' or '\ufffe' or '\uffff' =>
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
