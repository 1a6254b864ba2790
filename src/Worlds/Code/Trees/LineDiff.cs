namespace Agentic.Worlds.Code.Trees;

/// <summary>A stretch of lines that differ.</summary>
/// <param name="At">First line of the old text, counted from 0.</param>
/// <param name="Removed">How many old lines go.</param>
/// <param name="Added">The lines that come in their place.</param>
public sealed record LineHunk(int At, int Removed, IReadOnlyList<string> Added);

/// <summary>Line-wise difference of two texts, with the longest common subsequence of what differs.</summary>
public static class LineDiff
{
    // Beyond so many pairs of lines the middle of two texts counts as one change.
    private const long MostPairs = 4 << 20;

    /// <summary>The hunks from old to new, in order.</summary>
    public static IReadOnlyList<LineHunk> Between(IReadOnlyList<string> old, IReadOnlyList<string> now)
    {
        var (head, tail) = (0, 0);
        while (head < old.Count && head < now.Count && old[head] == now[head])
        {
            head++;
        }

        while (tail < old.Count - head && tail < now.Count - head && old[old.Count - 1 - tail] == now[now.Count - 1 - tail])
        {
            tail++;
        }

        var (was, isNow) = (old.Skip(head).Take(old.Count - head - tail).ToArray(), now.Skip(head).Take(now.Count - head - tail).ToArray());
        return was.Length == 0 && isNow.Length == 0 ? []
            : (long)was.Length * isNow.Length > MostPairs ? [new LineHunk(head, was.Length, isNow)]
            : Middle(was, isNow, head);
    }

    private static List<LineHunk> Middle(string[] old, string[] now, int head)
    {
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var hunks = new List<LineHunk>();
        var (a, b) = (0, 0);
        while (a < old.Length || b < now.Length)
        {
            if (a < old.Length && b < now.Length && old[a] == now[b])
            {
                (a, b) = (a + 1, b + 1);
                continue;
            }

            var (at, added) = (a, new List<string>());
            while ((a < old.Length || b < now.Length) && !(a < old.Length && b < now.Length && old[a] == now[b]))
            {
                if (b >= now.Length || (a < old.Length && common[a + 1, b] >= common[a, b + 1]))
                {
                    a++;
                }
                else
                {
                    added.Add(now[b++]);
                }
            }

            hunks.Add(new LineHunk(head + at, a - at, added));
        }

        return hunks;
    }

    /// <summary>The difference of two trees as a unified diff without context; what <c>git apply --unidiff-zero</c> reads.</summary>
    public static string Unified(IReadOnlyDictionary<string, string> old, IReadOnlyDictionary<string, string> now)
    {
        var text = new System.Text.StringBuilder();
        foreach (var path in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            var (was, isNow) = (old.GetValueOrDefault(path), now.GetValueOrDefault(path));
            if (was == isNow)
            {
                continue;
            }

            text.Append($"--- {(was is null ? "/dev/null" : $"a/{path}")}\n+++ {(isNow is null ? "/dev/null" : $"b/{path}")}\n");
            var (lines, shift) = (Lines(was ?? ""), 0);
            foreach (var hunk in Between(lines, Lines(isNow ?? "")))
            {
                // A side without lines names the line before it.
                var from = hunk.At + (hunk.Removed == 0 ? 0 : 1);
                var to = hunk.At + shift + (hunk.Added.Count == 0 ? 0 : 1);
                text.Append($"@@ -{from},{hunk.Removed} +{to},{hunk.Added.Count} @@\n");
                text.AppendJoin("", lines.Skip(hunk.At).Take(hunk.Removed).Select(line => $"-{line}\n").Concat(hunk.Added.Select(line => $"+{line}\n")));
                shift += hunk.Added.Count - hunk.Removed;
            }
        }

        return text.ToString();
    }

    /// <summary>The lines of a text that ends with a line break, without it.</summary>
    public static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
}
