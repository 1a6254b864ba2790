using System.Collections.Immutable;
using System.Text.Json;

namespace Agentic.VisionPolicy;

/// <summary>A call of a tool.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments as JSON.</param>
public sealed record ToolCall(string Name, string Arguments);

/// <summary>Tool calls as a model writes them: one JSON object between two tags each.</summary>
public static class ToolCallText
{
    /// <summary>Opens a call.</summary>
    public const string Opening = "<tool_call>";

    /// <summary>Closes a call.</summary>
    public const string Closing = "</tool_call>";

    /// <summary>A call in its tags.</summary>
    public static string Write(ToolCall call) =>
        $$"""
        {{Opening}}
        {"name": {{JsonSerializer.Serialize(call.Name)}}, "arguments": {{call.Arguments}}}
        {{Closing}}
        """;

    /// <summary>Words and then calls.</summary>
    public static string Write(string words, IEnumerable<ToolCall> calls) =>
        string.Join('\n', calls.Select(Write).Prepend(words).Where(part => part.Length > 0));

    /// <summary>Finds the calls in an answer. An answer with a call that cannot be read is words from end to end: half of it must not be acted on.</summary>
    public static (string Words, ImmutableArray<ToolCall> Calls) Read(string answer)
    {
        var first = answer.IndexOf(Opening, StringComparison.Ordinal);
        var calls = ImmutableArray.CreateBuilder<ToolCall>();
        for (var at = first; at >= 0; at = answer.IndexOf(Opening, at, StringComparison.Ordinal))
        {
            var start = at + Opening.Length;
            at = answer.IndexOf(Closing, start, StringComparison.Ordinal);
            if (at < 0 || Parse(answer[start..at]) is not { } call)
            {
                return (answer, []);
            }

            calls.Add(call);
        }

        return first < 0 ? (answer, []) : (answer[..first].TrimEnd(), calls.DrainToImmutable());
    }

    private static ToolCall? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var arguments = document.RootElement.TryGetProperty("arguments", out var given) ? given.GetRawText() : "{}";
            return document.RootElement.GetProperty("name").GetString() is { Length: > 0 } name ? new ToolCall(name, arguments) : null;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
