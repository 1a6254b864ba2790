using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.Instances;

/// <summary>What an agent did to a repository: the patch that is its answer, and what of its changes does not count.</summary>
/// <param name="Key">A key of everything that differs from the commit.</param>
/// <param name="Patch">The changes that count; this alone leaves the agent's sandbox.</param>
/// <param name="Refused">Paths of those that do not: tests, start-up and configuration files, new modules at the top, links, what is no text.</param>
/// <remarks>A file that the instance's own right answer changes always counts, unless it holds the tests: other answers may need it too.</remarks>
internal sealed record InstanceChanges(StateKey Key, string Patch, ImmutableArray<string> Refused)
{
    private const int LongestFile = 4 << 20;

    // Of all changed files together, before and after: an answer beyond it is none, and would take long to compare.
    private const int MostBytes = 16 << 20;
    private static readonly FrozenSet<string> Special = new[]
    {
        "conftest.py", "sitecustomize.py", "usercustomize.py", "setup.py", "setup.cfg", "tox.ini", "pytest.ini", "pyproject.toml", "noxfile.py", "manage.py", "runtests.py",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Compares a tree with the commit.</summary>
    /// <param name="instance">Whose.</param>
    /// <param name="tree">The commit.</param>
    /// <param name="now">Regular files as they are now.</param>
    /// <param name="others">What is there besides regular files.</param>
    public static InstanceChanges Between(SweInstance instance, BaseTree tree, ImmutableSortedDictionary<string, byte[]> now, ImmutableArray<string> others)
    {
        var sources = tree.Files.Keys.Where(path => path.EndsWith(".py", StringComparison.Ordinal)).Select(Folder).ToHashSet(StringComparer.Ordinal);
        var gold = instance.Gold?.Paths.ToHashSet(StringComparer.Ordinal) ?? [];
        var (key, patch, refused) = (default(StateKey), new StringBuilder(), ImmutableArray.CreateBuilder<string>());
        var bytes = 0L;
        foreach (var path in now.Keys.Union(tree.Files.Keys).Order(StringComparer.Ordinal))
        {
            var (content, was) = (now.GetValueOrDefault(path), tree.Files.TryGetValue(path, out var hash) ? hash : (ContentHash?)null);
            if (content is null ? others.Contains(path) : was == ContentHash.Of(content))
            {
                continue;
            }

            key = key.With(Encoding.UTF8.GetBytes(path)).With(content ?? []);
            var before = was is null ? [] : File.ReadAllBytes(Path.Combine(tree.Folder, path));
            var (old, text) = (Text(before), Text(content ?? []));
            bytes += before.Length + (content?.Length ?? 0);
            if (old is not null && text is not null && bytes <= MostBytes && Counts(path))
            {
                patch.Append(PatchPrinter.Print(path, was is null ? null : old, content is null ? null : text));
            }
            else
            {
                refused.Add(path);
            }
        }

        // Links and the like that the commit has too are no change.
        foreach (var other in others.Where(other => tree.Files.ContainsKey(other) || !IsThere(Path.Combine(tree.Folder, other))))
        {
            key = key.With(Encoding.UTF8.GetBytes(other));
            refused.Add(other);
        }

        return new InstanceChanges(key, patch.ToString(), refused.ToImmutable());

        bool Counts(string path)
        {
            var (parts, name) = (path.Split('/'), path[(path.LastIndexOf('/') + 1)..]);
            return !instance.TestPaths.Contains(path) && path.All(letter => letter is > ' ' and <= '~' and not ('"' or '\\'))
                && (gold.Contains(path) || (!IsTest(parts, name) && !Special.Contains(name) && !name.EndsWith(".pth", StringComparison.Ordinal)
                    && !parts.Any(part => part.StartsWith('.')) && (tree.Files.ContainsKey(path) || IsBesideSources(path))));
        }

        // A new file at the top could stand for a module of the library; one in a folder of sources, or below it, cannot.
        bool IsBesideSources(string path)
        {
            for (var folder = Folder(path); folder.Length > 0; folder = Folder(folder))
            {
                if (sources.Contains(folder))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private static bool IsTest(string[] parts, string name) =>
        parts.Any(part => part is "tests" or "test") || name.StartsWith("test_", StringComparison.Ordinal) || name.EndsWith("_test.py", StringComparison.Ordinal);

    private static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static string Folder(string path) => path.LastIndexOf('/') is > 0 and var at ? path[..at] : "";

    private static string? Text(byte[] content)
    {
        try
        {
            return content.Length > LongestFile || content.Contains((byte)0) ? null : Strict.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
