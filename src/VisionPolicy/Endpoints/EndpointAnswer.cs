using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Agentic.VisionPolicy;

/// <summary>A token as the server tells it.</summary>
/// <param name="LogProb">log π(token), as the server defines it.</param>
/// <param name="Length">Its length in UTF-8 bytes.</param>
internal readonly record struct EndpointToken(float LogProb, int Length);

/// <summary>What a server answered, checked field by field: nothing is guessed.</summary>
internal sealed record EndpointAnswer
{
    /// <summary>What was said; tool calls stand behind the words, each in its tags.</summary>
    public required string Text { get; init; }

    /// <summary>The tokens with their log-probabilities; null where the server gives none.</summary>
    public ImmutableArray<EndpointToken>? Tokens { get; init; }

    /// <summary>Token ids in the server's vocabulary; null where it gives none.</summary>
    public ImmutableArray<int>? Ids { get; init; }

    /// <summary>Tokens read; 0 where the server does not count.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens drawn; 0 where the server does not count.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>Reads the JSON of a chat completion.</summary>
    /// <exception cref="EndpointFailure">It is no such JSON, or the answer was withheld.</exception>
    public static EndpointAnswer Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var choice = root.GetProperty("choices")[0];
            var usage = Member(root, "usage");
            if (Member(choice, "finish_reason") is { } reason && reason.GetString() is "content_filter" or "abort" or "error")
            {
                throw new EndpointFailure($"the answer was withheld with finish_reason '{reason.GetString()}'", mayPass: reason.GetString() != "content_filter");
            }

            return new EndpointAnswer
            {
                Text = Said(choice.GetProperty("message")),
                Tokens = Member(choice, "logprobs") is { } told && Member(told, "content") is { } tokens ? [.. tokens.EnumerateArray().Select(Token)] : null,
                Ids = Member(choice, "token_ids") is { } ids ? [.. ids.EnumerateArray().Select(id => id.GetInt32())] : null,
                PromptTokens = Count(usage, "prompt_tokens"),
                CompletionTokens = Count(usage, "completion_tokens"),
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new EndpointFailure($"expected the JSON of a chat completion with choices[0].message, but {error.Message}", mayPass: true, inner: error);
        }
    }

    private static JsonElement? Member(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static long Count(JsonElement? usage, string name) => usage is { } told && Member(told, name) is { } count ? count.GetInt64() : 0;

    private static string Said(JsonElement message)
    {
        var calls = Member(message, "tool_calls") is { } made ? made.EnumerateArray().Select(Call).ToArray() : [];
        var words = Member(message, "content") is { } content ? Words(content)
            : Member(message, "refusal") is { } refusal ? refusal.GetString()!
            : calls.Length > 0 || message.TryGetProperty("content", out _) ? ""
            : throw new KeyNotFoundException("the message has neither content, refusal nor tool_calls");
        return ToolCallText.Write(words, calls);
    }

    private static string Words(JsonElement content) => content.ValueKind == JsonValueKind.Array
        ? string.Concat(content.EnumerateArray().Select(part => Member(part, "text") is { } text ? text.GetString() : ""))
        : content.GetString()!;

    private static ToolCall Call(JsonElement call)
    {
        var function = call.GetProperty("function");
        return new ToolCall(function.GetProperty("name").GetString()!, Arguments(function.GetProperty("arguments")));
    }

    // The interface has arguments as text; text that is no JSON is passed on as a string, which the world's parser refuses with a reason.
    private static string Arguments(JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.String)
        {
            return arguments.GetRawText();
        }

        try
        {
            using var parsed = JsonDocument.Parse(arguments.GetString()!);
            return parsed.RootElement.GetRawText();
        }
        catch (JsonException)
        {
            return arguments.GetRawText();
        }
    }

    private static EndpointToken Token(JsonElement token)
    {
        var length = Member(token, "bytes") is { } bytes ? bytes.GetArrayLength() : Encoding.UTF8.GetByteCount(token.GetProperty("token").GetString()!);
        var logProb = token.GetProperty("logprob").GetSingle();
        return logProb <= 1e-3f
            ? new EndpointToken(Math.Min(logProb, 0), length)
            : throw new FormatException($"a token has the log-probability {logProb}, and none is above 0");
    }
}
