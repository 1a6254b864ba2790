using System.Text.Json;
using System.Text.Unicode;

namespace Agentic.Viewer.Runs;

/// <summary>Small readings of a JSON line that somebody else may have written: what is of another type counts as not there.</summary>
internal static class LineJson
{
    private const int MaxName = 256;

    /// <summary>Enters the object; false when the line is none.</summary>
    public static bool Begin(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.StartObject;

    /// <summary>Goes to the next property's value, and gives its name; null at the end of the object.</summary>
    public static string? Next(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.PropertyName)
        {
            return null;
        }

        // Names are short and plain; any other is nobody's.
        var name = json.ValueSpan.Length <= MaxName && !json.ValueIsEscaped && Utf8.IsValid(json.ValueSpan) ? json.GetString()! : "";
        json.Read();
        return name;
    }

    /// <summary>Takes a property's value, whose first token was read, whole.</summary>
    public delegate void Taker<T>(ref Utf8JsonReader json, string name, ref T value);

    /// <summary>Reads a line about an episode: an object with its number under "episode"; false when it is none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="episode">The episode.</param>
    /// <param name="value">What the other properties say.</param>
    /// <param name="take">Takes each of them.</param>
    public static bool TryReadEpisode<T>(ReadOnlySpan<byte> line, out long episode, ref T value, Taker<T> take)
    {
        var json = new Utf8JsonReader(line);
        long? index = null;
        for (var name = Begin(ref json) ? Next(ref json) : null; name is not null; name = Next(ref json))
        {
            if (name == "episode")
            {
                index = Integer(ref json);
            }
            else
            {
                take(ref json, name, ref value);
            }
        }

        episode = index ?? -1;
        return index is not null;
    }

    /// <summary>A whole number; null for anything else, which is passed over.</summary>
    public static long? Integer(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var value))
        {
            return value;
        }

        json.Skip();
        return null;
    }

    /// <summary>A number, also as one of the texts "NaN", "Infinity" and "-Infinity"; NaN for anything else, which is passed over.</summary>
    public static double Number(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Number)
        {
            return json.TryGetDouble(out var value) ? value : double.NaN;
        }

        if (json.TokenType == JsonTokenType.String)
        {
            return json.ValueTextEquals("Infinity"u8) ? double.PositiveInfinity : json.ValueTextEquals("-Infinity"u8) ? double.NegativeInfinity : double.NaN;
        }

        json.Skip();
        return double.NaN;
    }
}
