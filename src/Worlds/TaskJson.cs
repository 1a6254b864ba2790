using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Worlds;

/// <summary>
/// Reads an explicit task field by field. Closed: an unknown or repeated field is an error, and so is anything out of range.
/// </summary>
/// <remarks>Every error is a <see cref="TaskFormatException"/> that names the field, what it must be, and what it is.</remarks>
public sealed class TaskJson
{
    /// <summary>Longest task in bytes of UTF-8.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Deepest nesting of arrays and objects.</summary>
    public const int MaxDepth = 8;

    private readonly string _world;
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);

    /// <summary>Takes the object apart.</summary>
    /// <param name="world">The world's name, for messages.</param>
    /// <param name="state">The JSON object.</param>
    /// <param name="known">All fields that the world reads; the descriptor's task fields.</param>
    /// <exception cref="TaskFormatException">It is no object, too large, too deep, or has an unknown or repeated field.</exception>
    public TaskJson(string world, JsonElement state, IEnumerable<string> known)
    {
        _world = world;
        if (state.ValueKind != JsonValueKind.Object)
        {
            throw new TaskFormatException(world, "(task)", "a JSON object", Describe(state));
        }

        var length = JsonMarshal.GetRawUtf8Value(state).Length;
        if (length > MaxBytes)
        {
            throw new TaskFormatException(world, "(task)", $"at most {MaxBytes} bytes long", $"{length} bytes long");
        }

        RequireShallow(state, MaxDepth);
        string[] names = [.. known];
        foreach (var property in state.EnumerateObject())
        {
            var name = NameOf(property);
            if (!names.Contains(name))
            {
                throw new TaskFormatException(
                    world, Shorten(name), $"one of the known fields ({string.Join(", ", names)})", $"unknown{Hint(name, names)}");
            }

            if (!_fields.TryAdd(name, property.Value))
            {
                throw new TaskFormatException(world, name, "given once", "given twice");
            }
        }
    }

    /// <summary>Reads a task from text, such as the argument of <c>play --task</c>.</summary>
    /// <exception cref="TaskFormatException">The text is not JSON, or not a task of the kind.</exception>
    public static TaskInstance ReadText(IWorldKind kind, string json)
    {
        var world = kind.Descriptor.Name;
        if (json.Length > MaxBytes)
        {
            throw new TaskFormatException(world, "(task)", $"at most {MaxBytes} bytes long", $"{json.Length} characters long");
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return kind.Read(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new TaskFormatException(
                world, "(task)", "a JSON object", $"not JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1})");
        }
    }

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string field) => _fields.TryGetValue(field, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A whole number within bounds, both included.</summary>
    public int Integer(string field, int min, int max)
    {
        var value = Required(field, Whole(min, max));
        return Integer(field, value, min, max);
    }

    /// <summary>A whole number within bounds, or <paramref name="fallback"/> when the field is absent.</summary>
    public int Integer(string field, int min, int max, int fallback) => Has(field) ? Integer(field, min, max) : fallback;

    /// <summary>A finite number within bounds, both included.</summary>
    public double Number(string field, double min, double max)
    {
        var expected = $"a number from {min} to {max}";
        var value = Required(field, expected);
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max
            ? number
            : throw Wrong(field, expected, value);
    }

    /// <summary>The text of an object.</summary>
    public string Object(string field)
    {
        const string Expected = "a JSON object";
        var value = Required(field, Expected);
        return value.ValueKind == JsonValueKind.Object ? value.GetRawText() : throw Wrong(field, Expected, value);
    }

    /// <summary>True or false, or <paramref name="fallback"/> when the field is absent.</summary>
    public bool Flag(string field, bool fallback) => !Has(field) ? fallback : _fields[field] switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        var value => throw Wrong(field, "true or false", value),
    };

    /// <summary>A text of at most <paramref name="maxLength"/> characters.</summary>
    public string Text(string field, int maxLength)
    {
        var expected = $"a text of at most {maxLength} characters";
        return Text(field, Required(field, expected), maxLength, expected);
    }

    /// <summary>One of a few words, or <paramref name="fallback"/> when the field is absent; without a fallback it must be there.</summary>
    public string Choice(string field, IReadOnlyList<string> values, string? fallback = null)
    {
        if (fallback is not null && !Has(field))
        {
            return fallback;
        }

        var expected = $"one of {string.Join(", ", values)}";
        var value = Required(field, expected);
        if (TryText(value) is { } word)
        {
            return values.Contains(word)
                ? word
                : throw new TaskFormatException(_world, field, expected, $"'{Shorten(word)}'{Hint(word, values)}");
        }

        throw Wrong(field, expected, value);
    }

    /// <summary>An array of whole numbers: how many, and within which bounds, all included.</summary>
    public ImmutableArray<int> Integers(string field, int minCount, int maxCount, int min, int max)
    {
        var array = Items(field, minCount, maxCount, $"each {Whole(min, max)}");
        return [.. array.Select((item, i) => Integer($"{field}[{i}]", item, min, max))];
    }

    /// <summary>An array of texts: how many, and how long at most.</summary>
    public ImmutableArray<string> Texts(string field, int minCount, int maxCount, int maxLength)
    {
        var expected = $"a text of at most {maxLength} characters";
        var array = Items(field, minCount, maxCount, $"each {expected}");
        return [.. array.Select((item, i) => Text($"{field}[{i}]", item, maxLength, expected))];
    }

    /// <summary>An error about a field whose form is right but whose meaning is not.</summary>
    public TaskFormatException Invalid(string field, string expected, string actual) => new(_world, field, expected, actual);

    private JsonElement.ArrayEnumerator Items(string field, int minCount, int maxCount, string each)
    {
        var count = minCount == maxCount ? $"{minCount}" : $"{minCount} to {maxCount}";
        var expected = $"an array of {count} items, {each}";
        var value = Required(field, expected);
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(field, expected, value);
        }

        var length = value.GetArrayLength();
        return length >= minCount && length <= maxCount
            ? value.EnumerateArray()
            : throw new TaskFormatException(_world, field, expected, $"an array of {length}");
    }

    private int Integer(string field, JsonElement value, int min, int max) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max
            ? number
            : throw Wrong(field, Whole(min, max), value);

    private string Text(string field, JsonElement value, int maxLength, string expected) =>
        TryText(value) is { } text && text.Length <= maxLength
            ? text
            : throw Wrong(field, expected, value);

    private JsonElement Required(string field, string expected) =>
        Has(field) ? _fields[field] : throw new TaskFormatException(_world, field, expected, "missing");

    private TaskFormatException Wrong(string field, string expected, JsonElement value) => new(_world, field, expected, Describe(value));

    private void RequireShallow(JsonElement value, int left)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            return;
        }

        if (left == 0)
        {
            throw new TaskFormatException(_world, "(task)", $"nested at most {MaxDepth} deep", "deeper");
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                RequireShallow(item, left - 1);
            }
        }
        else
        {
            foreach (var property in value.EnumerateObject())
            {
                RequireShallow(property.Value, left - 1);
            }
        }
    }

    private static string Hint(string word, IEnumerable<string> known) =>
        Suggestion.Nearest(word, known) is { } nearest ? $" (did you mean '{nearest}'?)" : "";

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "(not valid Unicode)";
        }
    }

    private static string Whole(int min, int max) => $"a whole number from {min} to {max}";

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"an array of {value.GetArrayLength()}",
        JsonValueKind.String => $"the text '{Shorten(TryText(value) ?? "(not valid Unicode)")}'",
        JsonValueKind.Undefined => "missing",
        _ => Shorten(value.GetRawText()),
    };

    /// <summary>The text of a string; null for anything else, and for half a surrogate pair, which has no text to give.</summary>
    private static string? TryText(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}
