namespace Agentic.Worlds;

/// <summary>"Did you mean …": the known word that is nearest to a mistyped one.</summary>
public static class Suggestion
{
    private const int LongestWord = 64;

    /// <summary>The nearest candidate, when it is near enough to be a slip of the keys; null otherwise.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > LongestWord)
        {
            return null;
        }

        var best = candidates
            .Where(candidate => candidate.Length <= LongestWord)
            .Select(candidate => (Word: candidate, Distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Word, StringComparer.Ordinal)
            .FirstOrDefault((Word: "", Distance: int.MaxValue));
        return best.Distance <= Math.Max(1, best.Word.Length / 3) ? best.Word : null;
    }

    /// <summary>" Did you mean 'maze'?", or nothing; to be put behind a message.</summary>
    public static string For(string word, IEnumerable<string> candidates) =>
        Nearest(word, candidates) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    /// <summary>Edits between two words: insert, delete, replace, or swap neighbours (optimal string alignment).</summary>
    public static int Distance(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var width = right.Length + 1;
        var table = new int[(left.Length + 1) * width];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[(i * width) + j] = i + j;
                    continue;
                }

                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                var best = Math.Min(
                    Math.Min(table[((i - 1) * width) + j], table[(i * width) + j - 1]) + 1, table[((i - 1) * width) + j - 1] + cost);
                var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                table[(i * width) + j] = swapped ? Math.Min(best, table[((i - 2) * width) + j - 2] + 1) : best;
            }
        }

        return table[^1];
    }
}
