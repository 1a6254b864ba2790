using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.VisionPolicy;

namespace Agentic.Cli.Serving;

/// <summary>Chat messages as a prompt: the policy's own renderer writes it, as it writes episodes.</summary>
internal static class Conversation
{
    /// <summary>Renders messages.</summary>
    /// <param name="messages">The request's messages.</param>
    /// <param name="tools">The request's tools, or null.</param>
    /// <param name="choice">The request's tool_choice, or null.</param>
    /// <param name="renderer">The policy's.</param>
    /// <param name="hold">Keeps a picture for as long as the request runs.</param>
    /// <exception cref="ApiException">A message cannot be read; the field says which.</exception>
    public static List<TokenSegment> Render(JsonElement messages, JsonElement? tools, JsonElement? choice, ITurnRenderer renderer, Func<ImageFrame, ImageHandle> hold)
    {
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
        {
            throw ApiFields.Wrong("messages", "an array of at least one message", messages);
        }

        var all = messages.EnumerateArray().Select((message, index) => (Message: message, Where: $"messages[{index}]", Role: Role(message, $"messages[{index}]"))).ToArray();
        var opening = all.TakeWhile(entry => entry.Role is "system" or "developer").ToArray();
        var instruction = string.Join('\n', opening.Select(entry => string.Join('\n', Parts(entry.Message, entry.Where, null).OfType<TextPart>().Select(part => part.Text))));
        var prompt = new List<TokenSegment>(renderer.Preamble(ToolPrompt.Of(instruction, tools, choice)));
        var seen = ImmutableArray.CreateBuilder<ObservationPart>();
        TokenSegment? reply = null;
        foreach (var (message, where, role) in all.Skip(opening.Length))
        {
            switch (role)
            {
                case "user":
                    seen.AddRange(Parts(message, where, hold));
                    break;
                case "tool":
                    seen.Add(new ToolResultPart(Optional(message, "name", where), string.Join('\n', Parts(message, where, null).OfType<TextPart>().Select(part => part.Text))));
                    break;
                case "assistant" when seen.Count > 0:
                    prompt.AddRange(renderer.Observe(new Observation(seen.DrainToImmutable()), reply));
                    reply = renderer.Reply(Said(message, where));
                    prompt.Add(reply);
                    break;
                case "assistant":
                    throw ApiException.Bad(where, "an assistant message must follow one of user or tool.");
                default:
                    throw ApiException.Bad($"{where}.role", $"'{role}' messages can only stand at the beginning.");
            }
        }

        if (seen.Count == 0)
        {
            throw ApiException.Bad("messages", "the last message must be from user or tool, with content: that is what is answered.");
        }

        prompt.AddRange(renderer.Observe(new Observation(seen.DrainToImmutable()), reply));
        return prompt;
    }

    private static string Role(JsonElement message, string where)
    {
        var role = message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out var named) ? ApiFields.TextOf(named, $"{where}.role") : "";
        return role is "system" or "developer" or "user" or "assistant" or "tool"
            ? role
            : throw ApiException.Bad($"{where}.role", $"expected system, developer, user, assistant or tool, but '{role}' came.");
    }

    private static string Said(JsonElement message, string where)
    {
        var words = message.TryGetProperty("content", out var content) && content.ValueKind != JsonValueKind.Null
            ? string.Concat(Parts(message, where, null).OfType<TextPart>().Select(part => part.Text)) : "";
        if (!message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind == JsonValueKind.Null)
        {
            return words;
        }

        try
        {
            return ToolCallText.Write(words, calls.EnumerateArray().Select(call => call.GetProperty("function")).Select(function =>
                new ToolCall(function.GetProperty("name").GetString()!, function.GetProperty("arguments").GetString()!)));
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException)
        {
            throw ApiFields.Wrong($"{where}.tool_calls", "calls with function.name and function.arguments as texts", calls);
        }
    }

    /// <summary>The parts of a content; pictures only where they can be held.</summary>
    private static List<ObservationPart> Parts(JsonElement message, string where, Func<ImageFrame, ImageHandle>? hold)
    {
        where += ".content";
        if (!message.TryGetProperty("content", out var content))
        {
            throw ApiException.Bad(where, "this field is missing.", "missing_required_parameter");
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return [new TextPart(ApiFields.TextOf(content, where))];
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            throw ApiFields.Wrong(where, "a text or an array of parts", content);
        }

        var parts = new List<ObservationPart>();
        foreach (var part in content.EnumerateArray())
        {
            var at = $"{where}[{parts.Count}]";
            parts.Add(part.ValueKind != JsonValueKind.Object ? throw ApiFields.Wrong(at, "a part with a type", part) : Optional(part, "type", at) switch
            {
                "text" => new TextPart(Optional(part, "text", at)),
                "image_url" when hold is not null => Picture(part, at, hold),
                var type => throw ApiException.Bad($"{at}.type", $"expected {(hold is null ? "text" : "text or image_url")}, but '{type}' came."),
            });
        }

        return parts;
    }

    private static ImagePart Picture(JsonElement part, string at, Func<ImageFrame, ImageHandle> hold)
    {
        var url = part.TryGetProperty("image_url", out var named) && named.ValueKind == JsonValueKind.Object ? Optional(named, "url", $"{at}.image_url")
            : named.ValueKind == JsonValueKind.String ? ApiFields.TextOf(named, $"{at}.image_url") : "";
        return new ImagePart(hold(PictureUrl.Read(url, $"{at}.image_url.url")));
    }

    private static string Optional(JsonElement owner, string name, string where) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? ApiFields.TextOf(value, $"{where}.{name}") : "";
}
