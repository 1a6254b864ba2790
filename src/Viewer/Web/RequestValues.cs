using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Agentic.Viewer.Web;

/// <summary>The query of a request, read by name and type. What nobody reads is a mistake of the caller.</summary>
/// <param name="query">The query.</param>
internal sealed class RequestValues(IQueryCollection query)
{
    private const int MaxLetters = 1000;
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Text; null when it is missing or empty.</summary>
    /// <exception cref="RequestException">It is given twice, or endless.</exception>
    public string? Text(string name)
    {
        _asked.Add(name);
        if (!query.TryGetValue(name, out var values))
        {
            return null;
        }

        return values.Count == 1 && values[0] is { Length: <= MaxLetters } value ? value.Length > 0 ? value : null
            : throw new RequestException(400, $"{name}: expected one text of at most {MaxLetters} letters, but {(values.Count == 1 ? $"{values[0]!.Length} letters" : $"{values.Count} of them")} came.");
    }

    /// <summary>A whole number within bounds; null when it is missing.</summary>
    /// <exception cref="RequestException">It is something else.</exception>
    public long? Integer(string name, long min = long.MinValue, long max = long.MaxValue) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max ? value
        : throw Bad(name, min == long.MinValue && max == long.MaxValue ? "a whole number" : $"a whole number from {min} to {max}", text);

    /// <summary>The same as an int, with a value for when it is missing.</summary>
    public int Count(string name, int missing, int max, int min = 0) => (int)(Integer(name, min, max) ?? missing);

    /// <summary>A number; null when it is missing.</summary>
    /// <exception cref="RequestException">It is something else.</exception>
    public double? Number(string name) => Text(name) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
        : throw Bad(name, "a number", text);

    /// <summary>Yes or no; no when it is missing.</summary>
    public bool Flag(string name) => Choice(name, "0", "0", "1") == "1";

    /// <summary>One of a few words.</summary>
    /// <exception cref="RequestException">It is none of them.</exception>
    public string Choice(string name, string missing, params ReadOnlySpan<string> words) => Text(name) is not { } text ? missing
        : words.Contains(text) ? text
        : throw Bad(name, $"one of {string.Join(", ", words.ToArray())}", text);

    /// <summary>Refuses names that were not asked for.</summary>
    /// <exception cref="RequestException">There is one.</exception>
    public void RequireAllRead()
    {
        if (query.Keys.FirstOrDefault(name => !_asked.Contains(name)) is { } unknown)
        {
            throw new RequestException(400, $"'{Short(unknown)}' is not known here; there are {(_asked.Count == 0 ? "no names" : string.Join(", ", _asked.Order(StringComparer.Ordinal)))}.");
        }
    }

    /// <summary>A value of the path: a whole number from 0 on.</summary>
    /// <exception cref="RequestException">404: it is something else.</exception>
    public static long PathNumber(string text, string what) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw new RequestException(404, $"There is no {what} '{Short(text)}': expected a number.");

    /// <summary>At most the beginning of what somebody sent, for an error.</summary>
    public static string Short(string text) => text.Length > 80 ? $"{text[..80]}…" : text;

    private static RequestException Bad(string name, string expected, string actual) => new(400, $"{name}: expected {expected}, but '{Short(actual)}' came.");
}
