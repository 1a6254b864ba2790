using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy;

/// <summary>One object of a JSON file, read by key. Every failure names the file, the field, what was expected and what stands there.</summary>
/// <param name="Node">The object.</param>
/// <param name="Where">The file.</param>
/// <param name="Path">What leads to the object: empty, or "text_config.".</param>
internal sealed record ConfigObject(JsonObject Node, string Where, string Path = "")
{
    /// <summary>Reads a file's text.</summary>
    /// <exception cref="InvalidDataException">It is not one JSON object.</exception>
    public static ConfigObject Parse(string json, string where)
    {
        try
        {
            return new ConfigObject(
                JsonNode.Parse(json, null, new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject ?? throw new InvalidDataException($"{where}: expected a JSON object."),
                where);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{where}: expected a JSON object, but {exception.Message}", exception);
        }
    }

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string key) => Node[key] is not null;

    /// <summary>An object inside, or null.</summary>
    public ConfigObject? Child(string key) => Node[key] switch
    {
        null => null,
        JsonObject child => new ConfigObject(child, Where, $"{Path}{key}."),
        var other => throw Wrong(key, "an object", other),
    };

    /// <summary>A whole number; required unless there is one to take otherwise.</summary>
    public int Int(string key, int? otherwise = null)
    {
        var number = Number(key, otherwise);
        return number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue ? (int)number : throw Wrong(key, "a whole number", Node[key]);
    }

    /// <summary>A whole number above zero.</summary>
    public int Positive(string key, int? otherwise = null) => Int(key, otherwise) is > 0 and var number ? number : throw Wrong(key, "a whole number above 0", Node[key]);

    /// <summary>A number.</summary>
    public double Number(string key, double? otherwise = null) => Node[key] switch
    {
        null => otherwise ?? throw new InvalidDataException($"{Where}: {Path}{key} is missing; expected a number."),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out double number) => number,
        var other => throw Wrong(key, "a number", other),
    };

    /// <summary>True or false.</summary>
    public bool Bool(string key, bool otherwise) => Node[key] switch
    {
        null => otherwise,
        JsonValue value when value.TryGetValue(out bool truth) => truth,
        var other => throw Wrong(key, "true or false", other),
    };

    /// <summary>A text, or null where it is missing.</summary>
    public string? Text(string key) => Node[key] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text,
        var other => throw Wrong(key, "text", other),
    };

    /// <summary>A list of whole numbers.</summary>
    public int[] Ints(string key, int[]? otherwise = null)
    {
        if (Node[key] is not { } node)
        {
            return otherwise ?? throw new InvalidDataException($"{Where}: {Path}{key} is missing; expected a list of whole numbers.");
        }

        return node is JsonArray list && list.All(item => item is JsonValue value && value.TryGetValue(out int _))
            ? [.. list.Select(item => (int)item!)]
            : throw Wrong(key, "a list of whole numbers", node);
    }

    /// <summary>Refuses a field's value.</summary>
    public InvalidDataException Wrong(string key, string expected, JsonNode? actual) =>
        new($"{Where}: {Path}{key} is {actual?.ToJsonString() ?? "missing"}; expected {expected}.");

    /// <summary>Refuses the file unless something holds.</summary>
    public void Demand(bool holds, string key, Func<string> expected)
    {
        if (!holds)
        {
            throw Wrong(key, expected(), Node[key]);
        }
    }
}
