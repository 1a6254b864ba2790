using System.Numerics;

namespace Agentic.VisionPolicy.Templates;

/// <summary>Operators of numbers, texts and lists.</summary>
internal static class Arithmetic
{
    private const int LongestNumber = 4096;

    /// <summary>The smallest type that holds an integer.</summary>
    public static object Normal(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? (object)(long)value
        : value.GetBitLength() <= LongestNumber ? value
        : throw new TemplateException($"a number of more than {LongestNumber} bits");

    public static bool IsNumber(object? value) => value is bool or long or double or BigInteger;

    public static object? Apply(Run run, string name, object? left, object? right)
    {
        if ((left as UndefinedValue ?? right as UndefinedValue) is { } undefined)
        {
            throw undefined.Error();
        }

        if (name == "%" && left is string pattern)
        {
            return PercentFormat.Apply(run, pattern, right);
        }

        if (name == "+" && left is string or ListValue)
        {
            return left is string first && right is string second ? JoinTexts(run, first, second) : JoinLists(run, left, right);
        }

        if (name == "*" && (left is string or ListValue || right is string or ListValue))
        {
            return left is string or ListValue ? Repeat(run, left, right) : Repeat(run, right!, left);
        }

        return IsNumber(left) && IsNumber(right) ? Number(name, left!, right!) : throw Unsupported(name, left, right);
    }

    public static object Negative(object? value) => value switch
    {
        double number => -number,
        bool or long or BigInteger => Normal(-Big(value)),
        UndefinedValue undefined => throw undefined.Error(),
        _ => throw new TemplateException($"bad operand type for unary -: '{Describe.Type(value)}'"),
    };

    public static double Float(object value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long number => number,
        BigInteger number => (double)number,
        double number => number,
        _ => throw new TemplateException($"must be real number, not {Describe.Type(value)}"),
    };

    public static BigInteger Big(object value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long number => number,
        BigInteger number => number,
        _ => throw new TemplateException($"must be an integer, not {Describe.Type(value)}"),
    };

    private static object Number(string name, object left, object right)
    {
        if (name is "/" or "//" or "%" && Float(right) == 0)
        {
            throw new TemplateException(name == "%" ? "integer modulo by zero" : "division by zero");
        }

        if (left is double || right is double || name == "/" || (name == "**" && Big(right).Sign < 0))
        {
            var (x, y) = (Float(left), Float(right));
            return name switch
            {
                "+" => x + y,
                "-" => x - y,
                "*" => x * y,
                "/" => x / y,
                "//" => Math.Floor(x / y),
                "%" => x - (y * Math.Floor(x / y)),
                _ => Math.Pow(x, y),
            };
        }

        var (a, b) = (Big(left), Big(right));
        return name switch
        {
            "+" => Normal(a + b),
            "-" => Normal(a - b),
            "*" => Normal(a * b),
            "//" => Normal(BigInteger.Divide(a - Modulo(a, b), b)),
            "%" => Normal(Modulo(a, b)),
            _ => Power(a, b),
        };
    }

    private static BigInteger Modulo(BigInteger value, BigInteger divisor)
    {
        var rest = BigInteger.Remainder(value, divisor);
        return rest.Sign * divisor.Sign < 0 ? rest + divisor : rest;
    }

    private static object Power(BigInteger value, BigInteger exponent) =>
        value.GetBitLength() * exponent <= LongestNumber || value.IsZero || value.IsOne
            ? Normal(BigInteger.Pow(value, (int)BigInteger.Min(exponent, LongestNumber)))
            : throw new TemplateException($"a number of more than {LongestNumber} bits");

    private static string JoinTexts(Run run, string left, string right)
    {
        run.Charge((long)left.Length + right.Length);
        return left + right;
    }

    private static ListValue JoinLists(Run run, object left, object? right)
    {
        if (left is not ListValue first || right is not ListValue second || first.IsTuple != second.IsTuple)
        {
            throw new TemplateException($"can only concatenate {Describe.Type(left)} (not \"{Describe.Type(right)}\") to {Describe.Type(left)}");
        }

        run.Charge((long)first.Items.Count + second.Items.Count);
        return new ListValue([.. first.Items, .. second.Items], first.IsTuple);
    }

    private static object Repeat(Run run, object value, object? times)
    {
        if (times is not (bool or long or BigInteger))
        {
            throw new TemplateException($"can't multiply sequence by non-int of type '{Describe.Type(times)}'");
        }

        var count = Math.Max(0, Describe.Integer(times, "the number of repetitions"));
        if (value is string text)
        {
            run.Charge((long)text.Length * count);
            return string.Concat(Enumerable.Repeat(text, text.Length == 0 ? 0 : count));
        }

        var list = (ListValue)value;
        run.Charge((long)list.Items.Count * count);
        return new ListValue([.. Enumerable.Repeat(list.Items, list.Items.Count == 0 ? 0 : count).SelectMany(items => items)], list.IsTuple);
    }

    private static TemplateException Unsupported(string name, object? left, object? right) =>
        new($"unsupported operand type(s) for {(name == "**" ? "** or pow()" : name)}: '{Describe.Type(left)}' and '{Describe.Type(right)}'");
}
