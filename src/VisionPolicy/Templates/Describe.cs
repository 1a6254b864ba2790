using System.Numerics;

namespace Agentic.VisionPolicy.Templates;

/// <summary>What values are called in messages, and how they are read: truth, length, elements, numbers.</summary>
internal static class Describe
{
    public static string Type(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        long or BigInteger => "int",
        double => "float",
        string => "str",
        ListValue { IsTuple: true } => "tuple",
        ListValue => "list",
        DictValue => "dict",
        UndefinedValue => "Undefined",
        NamespaceValue => "Namespace",
        FunctionValue => "function",
        _ => value.GetType().Name,
    };

    public static bool IsTrue(object? value) => value switch
    {
        null or UndefinedValue => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        BigInteger number => !number.IsZero,
        string text => text.Length > 0,
        ListValue list => list.Items.Count > 0,
        DictValue dict => dict.Count > 0,
        _ => true,
    };

    public static long Length(object? value) => value switch
    {
        string text => PythonText.Length(text),
        ListValue list => list.Items.Count,
        DictValue dict => dict.Count,
        UndefinedValue => 0,
        _ => throw new TemplateException($"object of type '{Type(value)}' has no len()"),
    };

    /// <summary>The elements of anything that can be looped over: characters of a text, keys of a mapping.</summary>
    public static IReadOnlyList<object?> Elements(Run run, object? value)
    {
        run.Charge(value switch { string text => 16L * text.Length, DictValue dict => dict.Count, _ => 0 });
        return value switch
        {
            string text => [.. text.EnumerateRunes().Select(rune => (object?)rune.ToString())],
            ListValue list => list.Items,
            DictValue dict => [.. dict.Keys],
            UndefinedValue => [],
            _ => throw new TemplateException($"'{Type(value)}' object is not iterable"),
        };
    }

    public static int Integer(object? value, string what) => value switch
    {
        bool flag => flag ? 1 : 0,
        long number => (int)Math.Clamp(number, int.MinValue, int.MaxValue),
        BigInteger number => number.Sign < 0 ? int.MinValue : int.MaxValue,
        UndefinedValue undefined => throw undefined.Error(),
        _ => throw new TemplateException($"{what} must be an integer, not {Type(value)}"),
    };

    public static string Text(object? value, string what) => value switch
    {
        string text => text,
        UndefinedValue undefined => throw undefined.Error(),
        _ => throw new TemplateException($"{what} must be str, not {Type(value)}"),
    };
}
