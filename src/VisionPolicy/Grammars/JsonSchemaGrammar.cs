using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Agentic.VisionPolicy;

/// <summary>
/// A JSON schema as a grammar of compact JSON: objects with their properties in the order of the schema, strings, integers, numbers,
/// booleans, null, arrays, <c>enum</c>, <c>const</c>. A keyword that the grammar would not keep is refused, so what it admits is valid.
/// </summary>
/// <remarks>
/// An answer that never ends is none: a string without <c>maxLength</c> has at most 64 characters, an array without <c>maxItems</c> at
/// most 16 items, a number at most 9 digits before the point and 6 behind it.
/// </remarks>
public static class JsonSchemaGrammar
{
    private const int DefaultLength = 64;
    private const int DefaultItems = 16;
    private const int MostListed = 1024;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Words = ["title", "description", "$schema", "examples", "default"];
    private static readonly GrammarRule Integer = GrammarPattern.Parse("-?(0|[1-9][0-9]{0,8})");
    private static readonly GrammarRule Number = GrammarPattern.Parse(@"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?");
    private static readonly GrammarRule Character = new GrammarRule.Choice([GrammarPattern.Parse("""[ !#-\[\]-~]|\\["\\/bfnrt]"""), GrammarRule.NonAscii]);

    /// <summary>Reads a schema.</summary>
    /// <exception cref="GrammarException">It is no JSON, or asks for something that the grammar would not keep.</exception>
    public static GrammarRule Parse(string schema)
    {
        try
        {
            using var document = JsonDocument.Parse(schema);
            return Read(document.RootElement, "$");
        }
        catch (JsonException error)
        {
            throw new GrammarException($"The schema is no JSON: {error.Message}");
        }
    }

    private static GrammarRule Read(JsonElement schema, string path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(path, "an object", schema.GetRawText());
        }

        if (schema.TryGetProperty("const", out var constant))
        {
            Allow(schema, path, "const", "type");
            return Literal(constant);
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            Allow(schema, path, "enum", "type");
            return values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0
                ? new GrammarRule.Choice([.. values.EnumerateArray().Select(Literal)])
                : throw Wrong($"{path}.enum", "a list of at least one value", values.GetRawText());
        }

        var type = schema.TryGetProperty("type", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        return type switch
        {
            "string" => Text(schema, path),
            "integer" => Whole(schema, path),
            "number" => Plainly(schema, path, Number),
            "boolean" => Plainly(schema, path, GrammarPattern.Parse("true|false")),
            "null" => Plainly(schema, path, GrammarRule.Text("null")),
            "array" => List(schema, path),
            "object" => Object(schema, path),
            _ => throw Wrong($"{path}.type", "one of string, integer, number, boolean, null, array, object", type ?? "missing"),
        };
    }

    private static GrammarRule.Sequence Object(JsonElement schema, string path)
    {
        Allow(schema, path, "type", "properties", "required", "additionalProperties");
        var required = schema.TryGetProperty("required", out var list) ? list.EnumerateArray().Select(name => name.GetString()).ToHashSet() : [];
        var parts = ImmutableArray.CreateBuilder<GrammarRule>();
        parts.Add(GrammarRule.Text("{"));
        foreach (var property in schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToArray() : [])
        {
            var isFirst = parts.Count == 1;
            var field = GrammarRule.Of(
                GrammarRule.Text($"{(isFirst ? "" : ",")}{JsonSerializer.Serialize(property.Name, Plain)}:"), Read(property.Value, $"{path}.{property.Name}"));
            var isRequired = required.Remove(property.Name);
            parts.Add(isRequired ? field : isFirst
                ? throw Wrong($"{path}.required", $"to name the first property '{property.Name}'", "without it")
                : new GrammarRule.Repeat(field, 0, 1));
        }

        if (required.Count > 0)
        {
            throw Wrong($"{path}.required", "names of properties", $"'{required.First()}', which is none");
        }

        parts.Add(GrammarRule.Text("}"));
        return new GrammarRule.Sequence(parts.ToImmutable());
    }

    private static GrammarRule.Sequence List(JsonElement schema, string path)
    {
        Allow(schema, path, "type", "items", "minItems", "maxItems");
        var item = Read(schema.TryGetProperty("items", out var items) ? items : throw Wrong($"{path}.items", "a schema", "missing"), $"{path}.items");
        var (min, max) = Bounds(schema, path, "minItems", "maxItems", DefaultItems);
        var some = GrammarRule.Of(item, new GrammarRule.Repeat(GrammarRule.Of(GrammarRule.Text(","), item), Math.Max(0, min - 1), Math.Max(0, max - 1)));
        return GrammarRule.Of(GrammarRule.Text("["), max == 0 ? GrammarRule.Text("") : (GrammarRule)new GrammarRule.Repeat(some, Math.Min(1, min), 1), GrammarRule.Text("]"));
    }

    private static GrammarRule.Sequence Text(JsonElement schema, string path)
    {
        Allow(schema, path, "type", "minLength", "maxLength", "pattern");
        if (!schema.TryGetProperty("pattern", out var pattern))
        {
            var (min, max) = Bounds(schema, path, "minLength", "maxLength", DefaultLength);
            return GrammarRule.Of(GrammarRule.Text("\""), new GrammarRule.Repeat(Character, min, max), GrammarRule.Text("\""));
        }

        Allow(schema, path, "type", "pattern");
        var rule = GrammarPattern.Parse(pattern.GetString() ?? "");
        return IsPlain(rule)
            ? GrammarRule.Of(GrammarRule.Text("\""), rule, GrammarRule.Text("\""))
            : throw Wrong($"{path}.pattern", "a pattern without quotes, backslashes and control characters, which JSON would escape", $"'{pattern.GetString()}'");
    }

    private static GrammarRule Whole(JsonElement schema, string path)
    {
        Allow(schema, path, "type", "minimum", "maximum");
        var (hasLow, hasHigh) = (schema.TryGetProperty("minimum", out var low), schema.TryGetProperty("maximum", out var high));
        if (!hasLow && !hasHigh)
        {
            return Integer;
        }

        // A range of digits is listed: exact, and short enough for what worlds count.
        var isListed = hasLow && hasHigh && low.TryGetInt32(out var first) && high.TryGetInt32(out var last) && last >= first && last - (long)first < MostListed;
        return isListed
            ? new GrammarRule.Choice([.. Enumerable.Range(low.GetInt32(), high.GetInt32() - low.GetInt32() + 1)
                .Select(value => GrammarRule.Text(value.ToString(CultureInfo.InvariantCulture)))])
            : throw Wrong(path, $"both minimum and maximum, at most {MostListed} apart", schema.GetRawText());
    }

    private static GrammarRule Plainly(JsonElement schema, string path, GrammarRule rule)
    {
        Allow(schema, path, "type");
        return rule;
    }

    private static (int Min, int Max) Bounds(JsonElement schema, string path, string low, string high, int most)
    {
        var min = schema.TryGetProperty(low, out var least) ? least.GetInt32() : 0;
        var max = schema.TryGetProperty(high, out var largest) ? largest.GetInt32() : Math.Max(min, most);
        return min >= 0 && max >= min ? (min, max) : throw Wrong(path, $"0 ≤ {low} ≤ {high}", $"{min} and {max}");
    }

    private static GrammarRule.Sequence Literal(JsonElement value) => GrammarRule.Text(JsonSerializer.Serialize(value, Plain));

    private static bool IsPlain(GrammarRule rule) => rule switch
    {
        GrammarRule.OneByte(var ranges) => ranges.All(range => range.Low >= 0x20 && !Holds(range, '"') && !Holds(range, '\\')),
        GrammarRule.Sequence(var parts) => parts.All(IsPlain),
        GrammarRule.Choice(var options) => options.All(IsPlain),
        GrammarRule.Repeat(var inner, _, _) => IsPlain(inner),
        _ => false,
    };

    private static bool Holds((byte Low, byte High) range, char letter) => range.Low <= letter && letter <= range.High;

    private static void Allow(JsonElement schema, string path, params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!keywords.Contains(keyword.Name) && !Words.Contains(keyword.Name))
            {
                throw Wrong($"{path}.{keyword.Name}", $"only {string.Join(", ", keywords)} here", keyword.Value.GetRawText());
            }
        }
    }

    private static GrammarException Wrong(string field, string expected, string actual) =>
        new($"Schema field {field}: expected {expected}, but is {(actual.Length <= 80 ? actual : $"{actual[..80]}…")}.");
}
