using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Agentic.VisionPolicy.Templates;

/// <summary>Values from outside, as templates see them.</summary>
internal static class TemplateValues
{
    private const int Deepest = 256;

    public static object? From(object? value, int depth = 0)
    {
        if (depth > Deepest)
        {
            throw new TemplateException($"a variable is nested deeper than {Deepest}");
        }

        return value switch
        {
            null or string or bool or long or double or BigInteger => value,
            int number => (long)number,
            float number => (double)number,
            JsonElement json => From(json, depth),
            IReadOnlyDictionary<string, object?> dict => Dict(dict.Select(entry => (entry.Key, From(entry.Value, depth + 1)))),
            IEnumerable list => new ListValue([.. list.Cast<object?>().Select(item => From(item, depth + 1))]),
            _ => throw new ArgumentException($"A template cannot read a {value.GetType().Name}; expected text, numbers, lists, mappings or JSON.", nameof(value)),
        };
    }

    private static object? From(JsonElement json, int depth) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => Number(json.GetRawText()),
        JsonValueKind.Array => new ListValue([.. json.EnumerateArray().Select(item => From(item, depth + 1))]),
        _ => Dict(json.EnumerateObject().Select(entry => (entry.Name, From(entry.Value, depth + 1)))),
    };

    private static object Number(string raw) =>
        raw.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? double.Parse(raw, CultureInfo.InvariantCulture)
        : raw.Length < 1200 ? Arithmetic.Normal(BigInteger.Parse(raw, CultureInfo.InvariantCulture))
        : throw new TemplateException("a number of too many digits");

    private static DictValue Dict(IEnumerable<(string Key, object? Value)> entries)
    {
        var dict = new DictValue();
        foreach (var (key, value) in entries)
        {
            dict.Set(key, value);
        }

        return dict;
    }
}
