using System.Text.Json;

namespace Agentic.Viewer.Pictures;

/// <summary>An action in a few words, where there is little room.</summary>
public static class ActionWords
{
    private static readonly string[] Fields = ["type", "element", "text", "keys"];

    /// <summary>The kind and the words of an action that is one JSON object; the action itself otherwise.</summary>
    public static string Short(string action)
    {
        if (!action.StartsWith('{'))
        {
            return action;
        }

        try
        {
            using var json = JsonDocument.Parse(action);
            var words = Fields.Select(name => Text(json.RootElement, name)).OfType<string>();
            return string.Join(' ', words) is { Length: > 0 } shown ? shown : action;
        }
        catch (JsonException)
        {
            return action;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
