using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>A turn as chat messages: instructions, the exchanges that the context shows, the present observation. Pictures are data URLs of PNG.</summary>
/// <param name="images">Where pixels are.</param>
internal sealed class EndpointMessages(IImageStore images)
{
    private const int CachedPictures = 256;
    private readonly ConcurrentDictionary<ContentHash, string> _urls = new();

    /// <summary>The messages of a turn.</summary>
    public JsonArray Of(AgentTurn turn)
    {
        var messages = new JsonArray();
        if (turn.Instruction.Length > 0)
        {
            messages.Add(Message("system", turn.Instruction));
        }

        for (var index = turn.FirstShown; index < turn.Answers.Count; index++)
        {
            messages.Add(Message("user", Content(turn.Seen[index])));
            messages.Add(Message("assistant", turn.Answers[index]));
        }

        messages.Add(Message("user", Content(turn.Observation)));
        return messages;
    }

    private static JsonObject Message(string role, JsonNode content) => new() { ["role"] = role, ["content"] = content };

    // Plain text stays a string: servers without eyes know nothing else.
    private JsonNode Content(Observation observation)
    {
        if (!observation.Parts.Any(part => part is ImagePart))
        {
            return string.Join('\n', observation.Parts.Select(Words));
        }

        var parts = new JsonArray();
        foreach (var part in observation.Parts)
        {
            parts.Add(part is ImagePart picture
                ? new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = Url(picture.Image) } }
                : new JsonObject { ["type"] = "text", ["text"] = Words(part) });
        }

        return parts;
    }

    private static string Words(ObservationPart part) => part switch
    {
        TextPart said => said.Text,
        ToolResultPart result => $"<tool_response>\n{result.Text}\n</tool_response>",
        GuidancePart help => help.Text,
        _ => throw new NotSupportedException($"An observation part of type {part.GetType().Name} cannot be sent; expected text, a picture, a tool result or help."),
    };

    private string Url(ImageHandle handle)
    {
        if (_urls.TryGetValue(handle.Hash, out var known))
        {
            return known;
        }

        if (_urls.Count >= CachedPictures)
        {
            _urls.Clear();
        }

        return _urls[handle.Hash] = "data:image/png;base64," + Convert.ToBase64String(PngCodec.Encode(images.Get(handle)));
    }
}
