using System.Diagnostics.CodeAnalysis;

namespace Agentic.Worlds.Search;

/// <summary>Splits a turn into its thought and its action: at most one thought, at the very start, and nothing of it counts.</summary>
internal static class ThoughtText
{
    public const string Opening = "<think>";
    public const string Closing = "</think>";

    /// <summary>Longest turn that is read, thought included, in characters.</summary>
    public const int MaxCharacters = 32_768;

    /// <summary>The action of a turn, without blanks around it.</summary>
    /// <param name="text">The whole turn.</param>
    /// <param name="action">What follows the thought.</param>
    /// <param name="hasThought">Whether there is a thought.</param>
    /// <returns>False where the turn is too long, or its tags of thought are not one pair at the start.</returns>
    public static bool TrySplit(string text, [NotNullWhen(true)] out string? action, out bool hasThought)
    {
        (action, hasThought) = (null, false);
        if (text.Length > MaxCharacters)
        {
            return false;
        }

        var trimmed = text.Trim();
        if (trimmed.StartsWith(Opening, StringComparison.Ordinal))
        {
            var end = trimmed.IndexOf(Closing, StringComparison.Ordinal);
            if (end < 0 || trimmed.IndexOf(Opening, Opening.Length, StringComparison.Ordinal) is >= 0 and var second && second < end)
            {
                return false;
            }

            (trimmed, hasThought) = (trimmed[(end + Closing.Length)..].TrimStart(), true);
        }

        if (trimmed.Contains(Opening, StringComparison.OrdinalIgnoreCase) || trimmed.Contains(Closing, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        action = trimmed;
        return true;
    }

    /// <summary>The words of a query or an answer as they count: without blanks around them; null when there are none, too many, or control characters.</summary>
    /// <param name="words">What was written.</param>
    /// <param name="most">Most characters.</param>
    public static string? Words(string words, int most)
    {
        var trimmed = words.Trim();
        if (trimmed.Length == 0 || trimmed.Length > most)
        {
            return null;
        }

        for (var at = 0; at < trimmed.Length; at++)
        {
            if (char.IsControl(trimmed[at]) || (char.IsSurrogate(trimmed[at]) && !char.IsSurrogatePair(trimmed, char.IsLowSurrogate(trimmed[at]) ? Math.Max(0, at - 1) : at)))
            {
                return null;
            }
        }

        return trimmed;
    }
}
