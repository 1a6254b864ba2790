namespace Agentic.Worlds.Cards;

/// <summary>JSON schemas of the card games' answers, for <see cref="Agents.WorldDescriptor.AnswerSchema"/>.</summary>
public static class AnswerSchema
{
    /// <summary>Ranks as answers name them, up to <paramref name="most"/> cards.</summary>
    public static string Cards(int most) =>
        $$"""{"type":"array","items":{"enum":["A","2","3","4","5","6","7","8","9","10","J","Q","K"]},"maxItems":{{most}} }""";

    /// <summary>A text that matches a pattern, which holds no quote and no backslash in what it admits.</summary>
    public static string Text(string pattern) => $$"""{"type":"string","pattern":{{System.Text.Json.JsonSerializer.Serialize(pattern)}} }""";

    /// <summary>An object whose fields are all required, in this order.</summary>
    public static string Object(params ReadOnlySpan<(string Field, string Schema)> fields)
    {
        var (properties, names) = (new List<string>(), new List<string>());
        foreach (var (field, schema) in fields)
        {
            properties.Add($"\"{field}\":{schema}");
            names.Add($"\"{field}\"");
        }

        return $$"""{"type":"object","properties":{ {{string.Join(',', properties)}} },"required":[{{string.Join(',', names)}}]}""";
    }
}
