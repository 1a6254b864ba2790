using System.Globalization;
using System.Text;

namespace Agentic.Worlds.Code.Trees;

/// <summary>Writes the change of a file as a patch with three lines around each change, which git, patch and <see cref="UnifiedPatch"/> read.</summary>
public static class PatchPrinter
{
    private const int Around = 3;

    /// <summary>The patch of one file; "" where nothing changed.</summary>
    /// <param name="path">Relative path with slashes.</param>
    /// <param name="old">Text before; null for a new file.</param>
    /// <param name="now">Text afterwards; null for one that goes.</param>
    public static string Print(string path, string? old, string? now)
    {
        if (old == now)
        {
            return "";
        }

        var text = new StringBuilder($"diff --git a/{path} b/{path}\n{(old is null ? "new file mode 100644\n" : now is null ? "deleted file mode 100644\n" : "")}");
        var (was, isNow) = (UnifiedPatch.Lines(old ?? ""), UnifiedPatch.Lines(now ?? ""));
        var hunks = LineDiff.Between(was, isNow);
        if (hunks.Count > 0)
        {
            text.Append($"--- {(old is null ? "/dev/null" : $"a/{path}")}\n+++ {(now is null ? "/dev/null" : $"b/{path}")}\n");
        }

        var shift = 0;
        for (var from = 0; from < hunks.Count;)
        {
            var to = from;
            while (to + 1 < hunks.Count && hunks[to + 1].At - (hunks[to].At + hunks[to].Removed) <= 2 * Around)
            {
                to++;
            }

            shift = Append(text, was, hunks, from, to, shift);
            from = to + 1;
        }

        return text.ToString();
    }

    private static int Append(StringBuilder text, List<string> was, IReadOnlyList<LineHunk> hunks, int from, int to, int shift)
    {
        var start = Math.Max(0, hunks[from].At - Around);
        var end = Math.Min(was.Count, hunks[to].At + hunks[to].Removed + Around);
        var (body, at, added, removed) = (new StringBuilder(), start, 0, 0);
        for (var i = from; i <= to; i++)
        {
            Lines(' ', was, at, hunks[i].At);
            Lines('-', was, hunks[i].At, hunks[i].At + hunks[i].Removed);
            Lines('+', hunks[i].Added, 0, hunks[i].Added.Count);
            (at, added, removed) = (hunks[i].At + hunks[i].Removed, added + hunks[i].Added.Count, removed + hunks[i].Removed);
        }

        Lines(' ', was, at, end);
        var (oldCount, newCount) = (end - start, end - start + added - removed);
        // A side without lines names the line before it.
        text.Append(CultureInfo.InvariantCulture, $"@@ -{start + (oldCount > 0 ? 1 : 0)},{oldCount} +{start + shift + (newCount > 0 ? 1 : 0)},{newCount} @@\n").Append(body);
        return shift + added - removed;

        void Lines(char mark, IReadOnlyList<string> lines, int first, int last)
        {
            for (var i = first; i < last; i++)
            {
                body.Append(mark).Append(lines[i]);
                if (!lines[i].EndsWith('\n'))
                {
                    body.Append("\n\\ No newline at end of file\n");
                }
            }
        }
    }
}
