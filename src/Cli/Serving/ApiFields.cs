using System.Text.Json;

namespace Agentic.Cli.Serving;

/// <summary>The fields of a request. Closed: a field that is neither read nor known to be without effect is refused, because it would be ignored in silence.</summary>
internal sealed class ApiFields
{
    // Fields of the interface that change nothing in an answer here.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "user", "metadata", "store", "service_tier", "parallel_tool_calls", "stream_options", "safety_identifier", "prompt_cache_key", "tool_choice",
    };

    // Fields that would change an answer, at the values at which they change nothing.
    private static readonly Dictionary<string, string[]> Neutral = new(StringComparer.Ordinal)
    {
        ["frequency_penalty"] = ["0", "0.0"],
        ["presence_penalty"] = ["0", "0.0"],
        ["repetition_penalty"] = ["1", "1.0"],
        ["min_p"] = ["0", "0.0"],
        ["logit_bias"] = ["{}"],
        ["response_format"] = ["{\"type\":\"text\"}", "{\"type\": \"text\"}"],
        ["best_of"] = ["1"],
        ["echo"] = ["false"],
        ["suffix"] = ["\"\""],
        ["modalities"] = ["[\"text\"]"],
        ["ignore_eos"] = ["false"],
        ["skip_special_tokens"] = ["true"],
    };

    private readonly JsonElement _root;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public ApiFields(JsonElement root) => _root = root.ValueKind == JsonValueKind.Object
        ? root
        : throw new ApiException(400, $"The body must be a JSON object, but is {Kind(root)}.");

    /// <summary>The value of a field; null when it is missing or null.</summary>
    public JsonElement? Find(string name)
    {
        _read.Add(name);
        return _root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public JsonElement Require(string name) => Find(name) ?? throw ApiException.Bad(name, "this field is missing.", "missing_required_parameter");

    public bool Flag(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        { } other => throw Wrong(name, "true or false", other),
    };

    public double Number(string name, double low, double high, double otherwise) => Find(name) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= low && number <= high ? number
        : throw Wrong(name, $"a number from {low} to {high}", value);

    public int? Integer(string name, int low, int high) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= low && number <= high ? number
        : throw Wrong(name, $"a whole number from {low} to {high}", value);

    public long? Long(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw Wrong(name, "a whole number of 64 bits", value);

    public string? Text(string name) => Find(name) is not { } value ? null : TextOf(value, name);

    /// <summary>Refuses what nobody has read.</summary>
    public void Close()
    {
        foreach (var field in _root.EnumerateObject())
        {
            var isNeutral = field.Value.ValueKind == JsonValueKind.Null || Harmless.Contains(field.Name)
                || (Neutral.TryGetValue(field.Name, out var values) && values.Contains(field.Value.GetRawText(), StringComparer.Ordinal));
            if (!_read.Contains(field.Name) && !isNeutral)
            {
                throw ApiException.Bad(field.Name, "this server does not support the field, or not with this value; remove it.", "unsupported_parameter");
            }
        }
    }

    /// <summary>A text; refuses other kinds and text that is no Unicode.</summary>
    public static string TextOf(JsonElement value, string field)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(field, "a text", value);
        }
        catch (InvalidOperationException)
        {
            throw ApiException.Bad(field, "the text holds half of a surrogate pair.");
        }
    }

    public static ApiException Wrong(string field, string expected, JsonElement actual)
    {
        var text = actual.GetRawText();
        return ApiException.Bad(field, $"expected {expected}, but {(text.Length <= 60 ? text : Kind(actual))} came.", "invalid_value");
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "null or a truth value",
    };
}
