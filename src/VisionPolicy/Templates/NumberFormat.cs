using System.Globalization;
using System.Numerics;
using System.Text;

namespace Agentic.VisionPolicy.Templates;

/// <summary>One value under one conversion, as both kinds of string formatting have them.</summary>
internal static class NumberFormat
{
    private const int MostDigits = 100;

    /// <param name="run">The rendering.</param>
    /// <param name="kind">The conversion, such as <c>d</c> or <c>f</c>.</param>
    /// <param name="value">What is formatted.</param>
    /// <param name="flags">Signs among them decide how a positive number shows.</param>
    /// <param name="precision">Digits, or characters of a text; null for the default.</param>
    public static string Text(Run run, char kind, object? value, string flags, int? precision)
    {
        switch (kind)
        {
            case 's' or 'r':
                var text = kind == 's' ? Printing.Text(run, value) : Printing.Quoted(run, value);
                return precision is { } most ? PythonText.Slice(text, 0, Math.Min(most, PythonText.Length(text))) : text;
            case 'c':
                return value is string one ? one : new Rune(Describe.Integer(value, "%c")).ToString();
            case 'd' or 'i' or 'u':
                var whole = value is double number ? new BigInteger(Math.Truncate(Finite(number))) : Whole(value, kind);
                return Signed(whole.Sign < 0, BigInteger.Abs(whole).ToString(CultureInfo.InvariantCulture).PadLeft(Math.Min(precision ?? 0, MostDigits), '0'), flags);
            case 'x' or 'X' or 'o':
                return Radix(Whole(value, kind), kind, flags);
            case 'f' or 'F' or 'e' or 'E' or 'g' or 'G':
                return Real(value, kind, flags, Math.Min(precision ?? 6, MostDigits));
            default:
                throw new TemplateException($"unsupported format character '{kind}'");
        }
    }

    /// <summary>A number that is not negative, to so many digits behind the point; an exact half goes to the even digit.</summary>
    public static string Fixed(double size, int digits)
    {
        // Sixty more digits tell an exact half from anything near it: doubles around it lie much further apart.
        var exact = size.ToString("F" + (digits + 60).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var kept = exact[..^60].TrimEnd('.');
        var isHalf = exact[^60] == '5' && exact.AsSpan(exact.Length - 59).IndexOfAnyExcept('0') < 0;
        return isHalf && (kept[^1] - '0') % 2 == 0 ? kept : size.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    public static string PadZeros(string text, int width)
    {
        var sign = text is ['+' or '-' or ' ', ..] ? 1 : 0;
        return text[..sign] + text[sign..].PadLeft(Math.Max(0, width - sign), '0');
    }

    private static string Radix(BigInteger value, char kind, string flags)
    {
        var (digits, rest) = (new StringBuilder(), BigInteger.Abs(value));
        var radix = kind == 'o' ? 8 : 16;
        do
        {
            digits.Insert(0, "0123456789abcdef"[(int)(rest % radix)]);
            rest /= radix;
        }
        while (!rest.IsZero);
        var text = (flags.Contains('#', StringComparison.Ordinal) ? kind == 'o' ? "0o" : "0x" : "") + digits;
        return Signed(value.Sign < 0, kind == 'X' ? text.ToUpperInvariant() : text, flags);
    }

    private static string Real(object? value, char kind, string flags, int precision)
    {
        var number = Arithmetic.IsNumber(value) ? Arithmetic.Float(value!) : throw new TemplateException($"must be real number, not {Describe.Type(value)}");
        var size = Math.Abs(number);
        var text = !double.IsFinite(number) ? Printing.Float(size) : char.ToLowerInvariant(kind) switch
        {
            'f' => Fixed(size, precision),
            'e' => Exponent(size, precision),
            _ => General(size, Math.Max(1, precision)),
        };
        return Signed(number < 0 || (number == 0 && double.IsNegative(number)), char.IsUpper(kind) ? text.ToUpperInvariant() : text, flags);
    }

    private static string Exponent(double size, int precision) =>
        size.ToString((precision == 0 ? "0" : "0." + new string('0', precision)) + "e+00", CultureInfo.InvariantCulture);

    private static string General(double size, int digits)
    {
        var scientific = size.ToString("E" + (digits - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var exponent = int.Parse(scientific.AsSpan(scientific.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent < -4 || exponent >= digits)
        {
            var text = Exponent(size, digits - 1);
            var mark = text.IndexOf('e', StringComparison.Ordinal);
            return Shortened(text[..mark]) + text[mark..];
        }

        return Shortened(Fixed(size, Math.Max(0, digits - 1 - exponent)));
    }

    private static string Shortened(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;

    private static string Signed(bool isNegative, string digits, string flags) =>
        (isNegative ? "-" : flags.Contains('+', StringComparison.Ordinal) ? "+" : flags.Contains(' ', StringComparison.Ordinal) ? " " : "") + digits;

    private static double Finite(double number) => double.IsFinite(number) ? number : throw new TemplateException("cannot convert float to integer");

    private static BigInteger Whole(object? value, char kind) => value is bool or long or BigInteger
        ? Arithmetic.Big(value)
        : throw new TemplateException($"%{kind} format: a real number is required, not {Describe.Type(value)}");
}
