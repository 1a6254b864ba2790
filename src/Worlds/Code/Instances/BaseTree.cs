using System.Collections.Frozen;
using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.Instances;

/// <summary>A repository at the commit of an instance, never written to: what trees are copied from and compared with.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Files">Path → hash of its content, of what may be changed.</param>
/// <param name="Python">The interpreter that its tests run under, as a sandbox sees it.</param>
internal sealed record BaseTree(string Folder, ImmutableSortedDictionary<string, ContentHash> Files, string Python)
{
    // What programs leave behind or bring along: no part of a patch.
    private static readonly FrozenSet<string> Environments = new[] { ".venv", "venv", "env" }.ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> LeftOut =
        Environments.Concat([Checkouts.Git, "__pycache__", ".pytest_cache", ".mypy_cache", ".tox", ".nox", "node_modules"]).ToFrozenSet(StringComparer.Ordinal);

    private static readonly SandboxLimits Anything = new() { TreeBytes = 8L << 30, TreeEntries = 2_000_000 };

    /// <summary>The limits of a command over a copy: what is there, and room for as much as elsewhere.</summary>
    public SandboxLimits Limits(SandboxLimits limits)
    {
        var (bytes, entries) = Size.Value;
        return limits with { TreeBytes = limits.TreeBytes + bytes, TreeEntries = limits.TreeEntries + entries };
    }

    private Lazy<(long Bytes, int Entries)> Size { get; } = new(() =>
    {
        // As the watch counts, and what it cannot look at it cannot either.
        var (bytes, entries) = (0L, 0);
        using var folder = HostFolder.Open(Folder, followsLinks: true);
        folder?.Walk((at, name, kind) =>
        {
            (bytes, entries) = (bytes + HostFolder.Weight(at, name, kind), entries + 1);
            return true;
        });
        return (bytes, entries);
    });

    /// <summary>Looks at a folder.</summary>
    /// <exception cref="SandboxFaultException">Its Python cannot be run in a sandbox, or there is none.</exception>
    public static BaseTree Read(string folder) => new(
        folder, Contents(folder, Anything).Files.ToImmutableSortedDictionary(file => file.Key, file => ContentHash.Of(file.Value), StringComparer.Ordinal), FindPython(folder));

    /// <summary>What may be changed of a copy, as it is now.</summary>
    public static (ImmutableSortedDictionary<string, byte[]> Files, ImmutableArray<string> Others) Contents(string folder, SandboxLimits limits)
    {
        var (files, others) = TreeFiles.Read(folder, limits, LeftOut);
        return (files.RemoveRange(files.Keys.Where(path => path.EndsWith(".pyc", StringComparison.Ordinal))), others);
    }

    private static string FindPython(string folder)
    {
        foreach (var name in Environments.Order(StringComparer.Ordinal))
        {
            var path = Path.Combine(folder, name, "bin", "python");
            if (File.Exists(path))
            {
                var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
                return target.StartsWith("/usr/", StringComparison.Ordinal) || target.StartsWith($"{folder}/", StringComparison.Ordinal)
                    ? $"{name}/bin/python"
                    : throw new SandboxFaultException(
                        $"The Python of '{path}' is '{target}', which no sandbox sees: make the environment with one below /usr (/usr/bin/python3 -m venv --copies {name}).", isRetryable: false);
            }
        }

        return SandboxPrograms.Python ?? throw new SandboxFaultException("There is no Python 3 below /usr. As root: apt-get install -y python3", isRetryable: false);
    }
}
