using System.Text.Encodings.Web;
using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Worlds.Search;

/// <summary>Searches and answers as tool calls: one JSON object with name and arguments, in <c>&lt;tool_call&gt;</c> tags or alone.</summary>
/// <param name="text">How it is described.</param>
/// <param name="expected">What is said when a turn is no such thing.</param>
internal sealed class ToolDialect(DialectText text, string expected) : ISearchDialect
{
    private const string Opening = "<tool_call>";
    private const string Closing = "</tool_call>";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public DialectText Text => text;

    /// <inheritdoc/>
    public ActionParse Parse(string turn)
    {
        if (!ThoughtText.TrySplit(turn, out var call, out _))
        {
            return ActionParse.Refused(expected);
        }

        if (call.StartsWith(Opening, StringComparison.Ordinal) && call.EndsWith(Closing, StringComparison.Ordinal) && call.Length >= Opening.Length + Closing.Length)
        {
            call = call[Opening.Length..^Closing.Length];
        }

        return Read(call) is { } action ? ActionParse.Understood(action) : ActionParse.Refused(expected);
    }

    /// <inheritdoc/>
    public string Write(TypedAction action, string thought)
    {
        var (name, argument, words) = action switch
        {
            SearchQuery(var query, _) => (TagDialect.SearchTag, "query", query),
            SearchAnswer(var answer, _) => (TagDialect.AnswerTag, "answer", answer),
            _ => throw new ArgumentException($"A search or an answer is needed, but {action.GetType().Name} came.", nameof(action)),
        };
        return $$$"""
            {{{Opening}}}
            {"name": "{{{name}}}", "arguments": {"{{{argument}}}": {{{JsonSerializer.Serialize(words, Relaxed)}}}}}
            {{{Closing}}}
            """;
    }

    private static TypedAction? Read(string call)
    {
        try
        {
            using var json = JsonDocument.Parse(call, Strict);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.GetPropertyCount() != 2
                || !root.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String
                || !root.TryGetProperty("arguments", out var arguments) || arguments.ValueKind != JsonValueKind.Object || arguments.GetPropertyCount() != 1)
            {
                return null;
            }

            return name.GetString() switch
            {
                TagDialect.SearchTag => Argument(arguments, "query", TagDialect.MaxQuery) is { } query ? new SearchQuery(query, true) : null,
                TagDialect.AnswerTag => Argument(arguments, "answer", TagDialect.MaxAnswer) is { } answer ? new SearchAnswer(answer, true) : null,
                _ => null,
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            // Not JSON, or JSON whose strings are no Unicode text.
            return null;
        }
    }

    private static string? Argument(JsonElement arguments, string name, int most) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? ThoughtText.Words(value.GetString()!, most) : null;
}
