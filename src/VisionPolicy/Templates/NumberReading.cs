using System.Globalization;
using System.Numerics;

namespace Agentic.VisionPolicy.Templates;

/// <summary>Filters that make numbers.</summary>
internal static class NumberReading
{
    private const int LongestText = 1000;

    public static object? Integer(Run run, object? value, Arguments arguments)
    {
        var bound = arguments.Bind("int", ("default", 0L), ("base", 10L));
        switch (value)
        {
            case UndefinedValue undefined:
                throw undefined.Error();
            case bool or long or BigInteger:
                return Arithmetic.Normal(Arithmetic.Big(value));
            case double number:
                return double.IsFinite(number) ? Arithmetic.Normal(new BigInteger(Math.Truncate(number))) : bound[0];
            case string text when text.Length <= LongestText:
                return Parse(text.Trim().Replace("_", "", StringComparison.Ordinal), Describe.Integer(bound[1], "base")) ?? bound[0];
            default:
                return bound[0];
        }
    }

    public static object? Float(Run run, object? value, Arguments arguments)
    {
        var fallback = arguments.Bind("float", ("default", 0.0))[0];
        return value switch
        {
            UndefinedValue undefined => throw undefined.Error(),
            bool or long or BigInteger or double => Arithmetic.Float(value),
            string { Length: <= LongestText } text when double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => fallback,
        };
    }

    public static object? Round(Run run, object? value, Arguments arguments)
    {
        var bound = arguments.Bind("round", ("precision", 0L), ("method", "common"));
        var digits = Math.Clamp(Describe.Integer(bound[0], "precision"), -300, 300);
        var number = value is UndefinedValue undefined ? throw undefined.Error()
            : Arithmetic.IsNumber(value) ? Arithmetic.Float(value!) : throw new TemplateException($"type {Describe.Type(value)} doesn't define __round__ method");
        var scale = Math.Pow(10, digits);
        return bound[1] switch
        {
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            // By the decimal expansion of the number itself, ties to even.
            "common" when digits is >= 0 and <= 15 && double.IsFinite(number) =>
                Math.CopySign(double.Parse(NumberFormat.Fixed(Math.Abs(number), digits), CultureInfo.InvariantCulture), number),
            "common" => digits > 15 ? number : Math.Round(number * scale, MidpointRounding.ToEven) / scale,
            _ => throw new TemplateException("method must be common, ceil or floor"),
        };
    }

    private static object? Parse(string text, int radix)
    {
        var digits = text.AsSpan(text is ['+' or '-', ..] ? 1 : 0);
        if (radix is 16 or 2 or 8)
        {
            digits = digits is ['0', 'x' or 'X' or 'b' or 'B' or 'o' or 'O', ..] ? digits[2..] : digits;
            var value = BigInteger.Zero;
            foreach (var digit in digits)
            {
                if (!char.IsAsciiHexDigit(digit) || Convert.ToInt32(digit.ToString(), 16) >= radix)
                {
                    return null;
                }

                value = (value * radix) + Convert.ToInt32(digit.ToString(), 16);
            }

            return digits.IsEmpty ? null : Arithmetic.Normal(text[0] == '-' ? -value : value);
        }

        return BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? Arithmetic.Normal(whole)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? Arithmetic.Normal(new BigInteger(Math.Truncate(number))) : null;
    }
}
