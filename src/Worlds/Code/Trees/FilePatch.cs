using System.Collections.Immutable;
using System.Text;

namespace Agentic.Worlds.Code.Trees;

/// <summary>A patch that cannot be read, or does not fit what it is applied to.</summary>
/// <param name="line">Line of the patch, counted from 1; 0 where it is about the file.</param>
/// <param name="message">What was expected, and what came.</param>
public sealed class PatchException(int line, string message) : Exception(line > 0 ? $"line {line}: {message}" : message);

/// <summary>A stretch of lines that become others.</summary>
/// <param name="At">Line of the old file at which it begins, counted from 1; the line before it where there are no old lines.</param>
/// <param name="Old">Lines that must be there, each with its line break.</param>
/// <param name="New">Lines that come in their place.</param>
public sealed record PatchHunk(int At, ImmutableArray<string> Old, ImmutableArray<string> New);

/// <summary>What a patch does to one file.</summary>
/// <param name="Old">Its path before; null for a new file.</param>
/// <param name="New">Its path afterwards; null for one that goes.</param>
/// <param name="Hunks">From the top down.</param>
/// <param name="Text">This file's part of the patch.</param>
public sealed record FilePatch(string? Old, string? New, ImmutableArray<PatchHunk> Hunks, string Text)
{
    /// <summary>The file as it is afterwards.</summary>
    /// <param name="content">As it is before; null where there is none.</param>
    /// <returns>Null where it goes.</returns>
    /// <exception cref="PatchException">The lines that must be there are not.</exception>
    public byte[]? Apply(byte[]? content)
    {
        if (content is null != Old is null)
        {
            throw new PatchException(0, Old is null ? $"{New}: expected no such file, but there is one" : $"{Old}: this file is missing");
        }

        var lines = UnifiedPatch.Lines(Encoding.Latin1.GetString(content ?? []));
        var (shift, first) = (0, 0);
        foreach (var hunk in Hunks)
        {
            var wanted = hunk.At - (hunk.Old.Length > 0 ? 1 : 0) + shift;
            var at = Find(lines, hunk.Old, wanted, first)
                ?? throw new PatchException(0, $"{Old ?? New}: the lines that should change at line {hunk.At} are not there");
            lines.RemoveRange(at, hunk.Old.Length);
            lines.InsertRange(at, hunk.New);
            first = at + hunk.New.Length;
            shift += at - wanted + hunk.New.Length - hunk.Old.Length;
        }

        return New is not null ? Encoding.Latin1.GetBytes(string.Concat(lines))
            : lines.Count == 0 ? null
            : throw new PatchException(0, $"{Old}: expected that nothing is left of a file that goes, but {lines.Count} lines are");
    }

    /// <summary>Where the lines stand: at the wanted place, or at the nearest one after what has been changed already.</summary>
    private static int? Find(List<string> lines, ImmutableArray<string> old, int wanted, int first)
    {
        var last = lines.Count - old.Length;
        if (old.IsEmpty)
        {
            return wanted >= first && wanted <= last ? wanted : null;
        }

        for (var away = 0; away <= lines.Count; away++)
        {
            foreach (var at in away == 0 ? [wanted] : new[] { wanted - away, wanted + away })
            {
                if (at >= first && at <= last && Fits(lines, old, at))
                {
                    return at;
                }
            }
        }

        return null;
    }

    private static bool Fits(List<string> lines, ImmutableArray<string> old, int at)
    {
        for (var i = 0; i < old.Length; i++)
        {
            if (lines[at + i] != old[i])
            {
                return false;
            }
        }

        return true;
    }
}
