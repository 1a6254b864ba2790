using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Worlds.Cards;

/// <summary>
/// An answer that is one JSON object: the action, and what the policy says it sees. Strict: no second object, no duplicate key, no
/// text around it. Fields beside "action" are free; a world scores those that it knows.
/// </summary>
public sealed class JsonAnswer
{
    /// <summary>Longest answer that any card game reads, thoughts and blanks included.</summary>
    public const int MaxCharacters = 8192;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    private readonly JsonElement _root;

    private JsonAnswer(JsonElement root, string action) => (_root, Action) = (root, action);

    /// <summary>The text of "action".</summary>
    public string Action { get; }

    /// <summary>Null, or why an answer is too long to be read at all.</summary>
    public static string? TooLong(string text) =>
        text.Length > MaxCharacters ? $"Expected at most {MaxCharacters} characters, but {text.Length} came." : null;

    /// <summary>Reads an answer that is not <see cref="TooLong"/>. Never throws.</summary>
    /// <param name="text">The whole answer.</param>
    /// <param name="answer">What it says.</param>
    /// <param name="failure">What was expected and what came.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out JsonAnswer? answer, [NotNullWhen(false)] out string? failure)
    {
        (answer, failure) = (null, null);
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("action", out var action)
                && action.ValueKind == JsonValueKind.String)
            {
                answer = new JsonAnswer(root.Clone(), action.GetString()!);
                return true;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // Not JSON, or JSON whose strings are no Unicode text: the message below says what was wanted.
        }

        failure = "Expected one JSON object with a text field \"action\", and nothing around it.";
        return false;
    }

    /// <summary>The parts of an answer of a card game: in a JSON object all before the field "action" is thought. Never throws.</summary>
    /// <param name="text">The whole answer.</param>
    /// <param name="isJson">Whether answers are JSON objects.</param>
    public static AnswerParts Dissect(string text, bool isJson)
    {
        var start = AnswerText.ActionStart(text);
        return new AnswerParts(isJson && text.LastIndexOf("\"action\"", StringComparison.Ordinal) is var action && action > start ? action : start, []);
    }

    /// <summary>A text or number field as text; null when it is missing or something else.</summary>
    public string? Text(string field) => _root.TryGetProperty(field, out var value) ? Scalar(value) : null;

    /// <summary>A list field as texts; null when it is missing or something else.</summary>
    public IReadOnlyList<string>? List(string field)
    {
        if (!_root.TryGetProperty(field, out var value) || value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var items = value.EnumerateArray().Select(Scalar).OfType<string>().ToArray();
        return items.Length == value.GetArrayLength() ? items : null;
    }

    private static string? Scalar(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
