namespace Agentic.Training.Advantages;

/// <summary>How alike two texts are: twice the characters in matching blocks over all characters, 0 to 1 (Ratcliff and Obershelp 1988).</summary>
public static class TextSimilarity
{
    /// <summary>The ratio. The longest common block first, the first of several in <paramref name="a"/> and then in <paramref name="b"/>; then left and right of it alike.</summary>
    public static double Ratio(string a, string b) =>
        a.Length + b.Length == 0 || a == b ? 1 : 2.0 * Matching(a, b) / (a.Length + b.Length);

    /// <summary>Whether the ratio is at least a threshold; what cannot reach it by its length or its characters is not compared in full.</summary>
    public static bool IsAtLeast(string a, string b, double threshold)
    {
        var whole = a.Length + b.Length;
        return a == b || (2.0 * Math.Min(a.Length, b.Length) >= threshold * whole && 2.0 * Shared(a, b) >= threshold * whole && Ratio(a, b) >= threshold);
    }

    // Characters that both have, wherever: no block can match more.
    private static int Shared(string a, string b)
    {
        var counts = new Dictionary<char, int>();
        foreach (var sign in a)
        {
            counts[sign] = counts.GetValueOrDefault(sign) + 1;
        }

        var shared = 0;
        foreach (var sign in b)
        {
            if (counts.GetValueOrDefault(sign) is > 0 and var left)
            {
                counts[sign] = left - 1;
                shared++;
            }
        }

        return shared;
    }

    private static int Matching(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.IsEmpty || b.IsEmpty)
        {
            return 0;
        }

        var (from, to, length) = Longest(a, b);
        return length == 0 ? 0 : length + Matching(a[..from], b[..to]) + Matching(a[(from + length)..], b[(to + length)..]);
    }

    private static (int From, int To, int Length) Longest(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var (best, before, ending) = ((From: 0, To: 0, Length: 0), new int[b.Length + 1], new int[b.Length + 1]);
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < b.Length; j++)
            {
                ending[j + 1] = a[i] == b[j] ? before[j] + 1 : 0;
                if (ending[j + 1] > best.Length)
                {
                    best = (i + 1 - ending[j + 1], j + 1 - ending[j + 1], ending[j + 1]);
                }
            }

            (before, ending) = (ending, before);
        }

        return best;
    }
}
