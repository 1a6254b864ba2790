using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Agentic.Viewer.Export;

/// <summary>Numbers that JSON may not be able to say: NaN and infinities become null.</summary>
internal static class JsonValues
{
    /// <summary>A number, or null when it is not finite.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <summary>The same in the shortest digits that give the same float again.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <summary>Text that is one JSON object as that object, and any other text as a string.</summary>
    public static void WriteObjectOrText(this Utf8JsonWriter json, string name, string? text)
    {
        json.WritePropertyName(name);
        if (text?.StartsWith('{') == true)
        {
            try
            {
                using var parsed = JsonDocument.Parse(SoundText.Of(text)!);
                parsed.RootElement.WriteTo(json);
                return;
            }
            catch (JsonException)
            {
                // What a foreign record says need not be what it looks like.
            }
        }

        json.WriteStringValue(SoundText.Of(text));
    }

    /// <summary>A named array of them.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string name, ImmutableArray<float> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberOrNull(value);
        }

        json.WriteEndArray();
    }
}

/// <summary>Text that may hold half a surrogate pair. That is no Unicode, and the writer refuses it; what a policy says may hold one.</summary>
internal static class SoundText
{
    /// <summary>The text with U+FFFD in the place of every lone half; null stays null.</summary>
    public static string? Of(string? text)
    {
        if (text is null || !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        var sound = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            sound.Append(rune.ToString());
        }

        return sound.ToString();
    }
}
