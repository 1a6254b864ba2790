using System.Text.Json;

namespace Agentic.VisionPolicy.Templates;

/// <summary>The chat template of a hub folder, wherever its age put it.</summary>
public static class ChatTemplateFile
{
    private static readonly string[] Named = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>The template of a folder; null when it has none.</summary>
    /// <remarks><c>chat_template.jinja</c>, else <c>chat_template.json</c>, else <c>chat_template</c> in <c>tokenizer_config.json</c>, where a list has one named "default".</remarks>
    /// <exception cref="TemplateException">The template, or the JSON around it, is malformed.</exception>
    public static ChatTemplate? Open(string folder)
    {
        var hub = new HubFolder(folder);
        if (hub.Has(HubFolder.ChatTemplate))
        {
            return ChatTemplate.Parse(hub.Read(HubFolder.ChatTemplate), HubFolder.ChatTemplate);
        }

        foreach (var name in new[] { "chat_template.json", HubFolder.TokenizerConfig })
        {
            using var json = hub.Has(name) ? Parse(hub, name) : null;
            if (json is not null && json.RootElement.TryGetProperty("chat_template", out var template) && Source(template, name) is { } source)
            {
                return ChatTemplate.Parse(source, $"{name}, 'chat_template'");
            }
        }

        return null;
    }

    /// <summary>The special tokens that templates may name (<c>bos_token</c>, <c>eos_token</c> and so on); those that are null are left out.</summary>
    /// <exception cref="TemplateException">The file is malformed.</exception>
    public static IReadOnlyDictionary<string, object?> SpecialTokens(string folder)
    {
        var tokens = new Dictionary<string, object?>(StringComparer.Ordinal);
        var hub = new HubFolder(folder);
        if (!hub.Has(HubFolder.TokenizerConfig))
        {
            return tokens;
        }

        using var json = Parse(hub, HubFolder.TokenizerConfig);
        foreach (var name in Named)
        {
            if (json.RootElement.TryGetProperty(name, out var token) && Text(token) is { } text)
            {
                tokens[name] = text;
            }
        }

        return tokens;
    }

    private static JsonDocument Parse(HubFolder hub, string name)
    {
        try
        {
            var json = JsonDocument.Parse(hub.Read(name));
            return json.RootElement.ValueKind == JsonValueKind.Object ? json : throw new TemplateException($"{name}: expected an object, found {json.RootElement.ValueKind}.");
        }
        catch (JsonException fault)
        {
            throw new TemplateException($"{name} is not JSON: {fault.Message}");
        }
    }

    private static string? Source(JsonElement template, string name) => template.ValueKind switch
    {
        JsonValueKind.String => template.GetString(),
        JsonValueKind.Null => null,
        JsonValueKind.Array => template.EnumerateArray().Where(IsDefault).Select(entry => entry.GetProperty("template").GetString()).FirstOrDefault()
            ?? throw new TemplateException($"{name}: 'chat_template' has no entry named 'default'."),
        _ => throw new TemplateException($"{name}: 'chat_template' must be text or a list of named texts, not {template.ValueKind}."),
    };

    private static bool IsDefault(JsonElement entry) => entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() == "default"
        && entry.TryGetProperty("template", out var template) && template.ValueKind == JsonValueKind.String;

    private static string? Text(JsonElement token) => token.ValueKind switch
    {
        JsonValueKind.String => token.GetString(),
        JsonValueKind.Object when token.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String => content.GetString(),
        _ => null,
    };
}
