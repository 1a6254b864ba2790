using System.Collections.Immutable;
using System.Text;

namespace Agentic.Worlds.Code.Grading;

/// <summary>What of an agent's tree goes into the tree that is graded: changed and new sources, nothing that decides how tests run.</summary>
/// <param name="Files">The tree to grade: what was there at first, with the changes that count.</param>
/// <param name="Changed">Paths of changes that count.</param>
/// <param name="Refused">Paths of changes that do not: tests, start-up and configuration files, files beside the package, links, what is no text.</param>
public sealed record SourceChanges(ImmutableSortedDictionary<string, string> Files, ImmutableArray<string> Changed, ImmutableArray<string> Refused)
{
    private const int LongestFile = 256 * 1024;

    // Python runs or reads these by itself, and test runners these others.
    private static readonly string[] Special =
        ["conftest.py", "sitecustomize.py", "usercustomize.py", "__init__.py", "__main__.py", "setup.py", "unittest.py", "pytest.py", "_pytest.py"];

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Compares the agent's files with those that were there at first.</summary>
    /// <param name="first">The tree that the agent found.</param>
    /// <param name="now">Its regular files as they are now.</param>
    /// <param name="leftOut">What is there besides regular files.</param>
    public static SourceChanges Between(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, byte[]> now, IEnumerable<string> leftOut)
    {
        var packages = first.Keys.Where(path => path.EndsWith(".py", StringComparison.Ordinal) && path.Contains('/')).Select(Top).Where(top => top != "tests").ToHashSet();
        var files = first.ToImmutableSortedDictionary(StringComparer.Ordinal).ToBuilder();
        var (changed, refused) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        refused.AddRange(leftOut.Where(path => !first.ContainsKey(path)));
        foreach (var (path, content) in now.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var text = Text(content);
            if (text is not null && first.TryGetValue(path, out var was) && was == text)
            {
                continue;
            }

            if (text is null || !Counts(path, packages))
            {
                refused.Add(path);
                continue;
            }

            files[path] = text;
            changed.Add(path);
        }

        foreach (var gone in first.Keys.Where(path => !now.ContainsKey(path)))
        {
            if (Counts(gone, packages))
            {
                files.Remove(gone);
                changed.Add(gone);
            }
            else
            {
                refused.Add(gone);
            }
        }

        return new SourceChanges(files.ToImmutable(), changed.ToImmutable(), refused.ToImmutable());
    }

    private static bool Counts(string path, HashSet<string> packages)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return path.Contains('/') && packages.Contains(Top(path)) && name.EndsWith(".py", StringComparison.Ordinal) && !Special.Contains(name)
            && !name.StartsWith("test", StringComparison.Ordinal) && path.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '/' or '.')
            && !path.Contains("..", StringComparison.Ordinal);
    }

    private static string Top(string path) => path.Split('/')[0];

    private static string? Text(byte[] content)
    {
        try
        {
            return content.Length > LongestFile ? null : Strict.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
