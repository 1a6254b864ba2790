using System.Globalization;
using System.Numerics;
using System.Text;

namespace Agentic.VisionPolicy.Templates;

/// <summary>How values print: as themselves, and quoted inside lists and mappings.</summary>
internal static class Printing
{
    /// <summary>The text of a value.</summary>
    public static string Text(Run run, object? value)
    {
        switch (value)
        {
            case string text:
                return text;
            case UndefinedValue:
                return "";
            default:
                var builder = new StringBuilder();
                Quote(run, value, builder);
                return builder.ToString();
        }
    }

    /// <summary>The text of a value as it stands inside a list.</summary>
    public static string Quoted(Run run, object? value)
    {
        var builder = new StringBuilder();
        Quote(run, value, builder);
        return builder.ToString();
    }

    /// <summary>A number with a point or an exponent, in the fewest digits that read back the same.</summary>
    public static string Float(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0.0" : "0.0";
        }

        var shortest = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits < 17; digits++)
        {
            var candidate = value.ToString("E" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(candidate, CultureInfo.InvariantCulture) == value)
            {
                shortest = candidate;
                break;
            }
        }

        var sign = value < 0 ? "-" : "";
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = shortest[sign.Length..mark].Replace(".", "", StringComparison.Ordinal);
        var exponent = int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= 16)
        {
            var fraction = mantissa.Length > 1 ? "." + mantissa[1..] : "";
            return $"{sign}{mantissa[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
        }

        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{mantissa}";
        }

        var whole = mantissa.PadRight(exponent + 1, '0');
        return $"{sign}{whole[..(exponent + 1)]}.{(whole.Length > exponent + 1 ? whole[(exponent + 1)..] : "0")}";
    }

    private static void Quote(Run run, object? value, StringBuilder builder)
    {
        run.Step();
        Run.GuardStack();
        switch (value)
        {
            case null:
                builder.Append("None");
                break;
            case bool flag:
                builder.Append(flag ? "True" : "False");
                break;
            case long or BigInteger:
                builder.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            case double number:
                builder.Append(Float(number));
                break;
            case string text:
                QuoteText(run, text, builder);
                break;
            case ListValue list:
                builder.Append(list.IsTuple ? '(' : '[');
                Join(list.Items, builder, item => Quote(run, item, builder));
                builder.Append(list.IsTuple ? list.Items.Count == 1 ? ",)" : ")" : "]");
                break;
            case DictValue dict:
                builder.Append('{');
                Join(dict.Entries, builder, entry =>
                {
                    Quote(run, entry.Key, builder);
                    builder.Append(": ");
                    Quote(run, entry.Value, builder);
                });
                builder.Append('}');
                break;
            case UndefinedValue:
                builder.Append("Undefined");
                break;
            default:
                builder.Append('<').Append(Describe.Type(value)).Append('>');
                break;
        }
    }

    private static void Join<T>(IEnumerable<T> items, StringBuilder builder, Action<T> write)
    {
        var isFirst = true;
        foreach (var item in items)
        {
            builder.Append(isFirst ? "" : ", ");
            write(item);
            isFirst = false;
        }
    }

    private static void QuoteText(Run run, string text, StringBuilder builder)
    {
        run.Charge(text.Length);
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        builder.Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                '\\' => builder.Append("\\\\"),
                _ when rune.Value == quote => builder.Append('\\').Append(quote),
                _ when PythonText.IsPrintable(rune) => builder.Append(rune.ToString()),
                < 0x100 => builder.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                < 0x10000 => builder.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => builder.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            };
        }

        builder.Append(quote);
    }
}
