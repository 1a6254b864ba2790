using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code;

/// <summary>The tree that the small tools see: in memory, so that looking and editing cost no process and follow no link.</summary>
public static class ToolFiles
{
    private const int ViewLines = 60;
    private const int MostFinds = 20;

    /// <summary>Applies a tool that needs no sandbox.</summary>
    /// <returns>The files afterwards, what is said, and whether it was allowed.</returns>
    public static (ImmutableSortedDictionary<string, string> Files, string Said, bool IsLegal) Apply(ImmutableSortedDictionary<string, string> files, ToolAction action)
    {
        if (action.Tool == "find")
        {
            return (files, Find(files, action.Text), true);
        }

        if (!files.TryGetValue(action.Path, out var content))
        {
            return (files, $"There is no file {action.Path}.", false);
        }

        var lines = LineDiff.Lines(content).ToList();
        if (action.Line > lines.Count)
        {
            return (files, $"{action.Path} has {lines.Count} lines.", false);
        }

        switch (action.Tool)
        {
            case "view":
                return (files, View(lines, Math.Max(action.Line, 1)), true);
            case "edit":
                lines[action.Line - 1] = action.Text;
                break;
            case "insert":
                lines.Insert(action.Line, action.Text);
                break;
            default:
                lines.RemoveAt(action.Line - 1);
                break;
        }

        return (files.SetItem(action.Path, string.Concat(lines.Select(line => $"{line}\n"))), View(lines, Math.Max(1, action.Line - 2), 5), true);
    }

    /// <summary>The tool's line that brings a tree nearer to another; null where they are the same.</summary>
    internal static string? Towards(ImmutableSortedDictionary<string, string> files, ImmutableSortedDictionary<string, string> goal)
    {
        foreach (var (path, right) in goal)
        {
            if (files[path] != right && LineDiff.Between(LineDiff.Lines(files[path]), LineDiff.Lines(right)) is [var hunk, ..])
            {
                return (hunk.Removed > 0, hunk.Added.Count > 0) switch
                {
                    (true, true) => $"edit {path} {hunk.At + 1} {hunk.Added[0]}",
                    (true, false) => $"delete {path} {hunk.At + 1}",
                    _ => $"insert {path} {Math.Max(hunk.At, 1)} {hunk.Added[0]}",
                };
            }
        }

        return null;
    }

    private static string View(List<string> lines, int from, int count = ViewLines) =>
        string.Join('\n', lines.Skip(from - 1).Take(count).Select((line, i) => string.Create(CultureInfo.InvariantCulture, $"{from + i} {line}")));

    private static string Find(ImmutableSortedDictionary<string, string> files, string text)
    {
        var found = new StringBuilder();
        var count = 0;
        foreach (var (path, content) in files)
        {
            var lines = LineDiff.Lines(content);
            for (var i = 0; i < lines.Length; i++)
            {
                if (lines[i].Contains(text, StringComparison.Ordinal) && count++ < MostFinds)
                {
                    found.Append(CultureInfo.InvariantCulture, $"{path} {i + 1} {lines[i]}\n");
                }
            }
        }

        return count == 0 ? "Nothing is found." : count > MostFinds ? $"{found}{count - MostFinds} more" : found.ToString().TrimEnd('\n');
    }
}
