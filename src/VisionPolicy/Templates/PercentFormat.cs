using System.Globalization;
using System.Text;

namespace Agentic.VisionPolicy.Templates;

/// <summary>The <c>%</c> operator of strings.</summary>
internal static class PercentFormat
{
    private const int WidestField = 10_000;

    public static string Apply(Run run, string pattern, object? values)
    {
        var result = new StringBuilder();
        var positional = values is ListValue { IsTuple: true } tuple ? tuple.Items : [values];
        var used = 0;
        object? Take() => used < positional.Count ? positional[used++] : throw new TemplateException("not enough arguments for format string");
        for (var at = 0; at < pattern.Length; at++)
        {
            if (pattern[at] != '%')
            {
                result.Append(pattern[at]);
                continue;
            }

            object? named = null;
            var isNamed = at + 1 < pattern.Length && pattern[at + 1] == '(';
            if (isNamed)
            {
                var end = pattern.IndexOf(')', at);
                var mapping = values as DictValue ?? throw new TemplateException("format requires a mapping");
                var key = pattern[(at + 2)..(end < 0 ? throw new TemplateException("incomplete format key") : end)];
                named = mapping.TryGet(key, out var found) ? found : throw new TemplateException($"'{key}'");
                used = positional.Count;
                at = end;
            }

            var flags = Digits(pattern, ref at, c => c is '-' or '+' or ' ' or '0' or '#');
            var width = Number(pattern, ref at, Take);
            int? precision = null;
            if (at + 1 < pattern.Length && pattern[at + 1] == '.')
            {
                at++;
                precision = Number(pattern, ref at, Take);
            }

            if (++at >= pattern.Length)
            {
                throw new TemplateException("incomplete format");
            }

            var text = pattern[at] == '%' ? "%" : NumberFormat.Text(run, pattern[at], isNamed ? named : Take(), flags, precision);
            var isNumber = pattern[at] is not ('s' or 'r' or 'c' or '%');
            run.Charge(Math.Max(width, text.Length));
            result.Append(flags.Contains('-', StringComparison.Ordinal) ? text.PadRight(width)
                : isNumber && flags.Contains('0', StringComparison.Ordinal) ? NumberFormat.PadZeros(text, width)
                : text.PadLeft(width));
        }

        return used < positional.Count && values is not DictValue
            ? throw new TemplateException("not all arguments converted during string formatting")
            : result.ToString();
    }

    private static string Digits(string pattern, ref int at, Func<char, bool> accepts)
    {
        var start = at + 1;
        while (at + 1 < pattern.Length && accepts(pattern[at + 1]))
        {
            at++;
        }

        return pattern[start..(at + 1)];
    }

    private static int Number(string pattern, ref int at, Func<object?> take)
    {
        if (at + 1 < pattern.Length && pattern[at + 1] == '*')
        {
            at++;
            return Math.Clamp(Describe.Integer(take(), "* wants int"), 0, WidestField);
        }

        var digits = Digits(pattern, ref at, char.IsAsciiDigit);
        return digits.Length == 0 ? 0
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= WidestField ? number
            : throw new TemplateException($"a field wider than {WidestField}");
    }
}
