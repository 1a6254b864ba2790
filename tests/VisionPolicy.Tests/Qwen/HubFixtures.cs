using System.Collections.Concurrent;
using Agentic.Testing;
using Agentic.VisionPolicy.Verification;

namespace Agentic.VisionPolicy.Tests.Qwen;

/// <summary>Hub folders among the fixtures, each loaded once. A folder that is expected and missing skips its tests by name.</summary>
public sealed class HubFixtures : IDisposable
{
    private static readonly string[] Expected = ["qwen2", "qwen2_5_vl", "qwen3", "qwen3_vl"];
    private readonly ConcurrentDictionary<string, CaseVerifier> _verifiers = new(StringComparer.Ordinal);

    /// <summary>The expected folders and any other that holds a config.json and cases.</summary>
    public static IEnumerable<string> Folders => Expected.Union(
        Directory.Exists(FixtureFolder.Path())
            ? Directory.EnumerateDirectories(FixtureFolder.Path()).Where(folder => File.Exists(Path.Combine(folder, HubFolder.Config)) && File.Exists(CasesOf(folder))).Select(folder => Path.GetFileName(folder))
            : []).Order(StringComparer.Ordinal);

    /// <summary>A row for each folder.</summary>
    public static IEnumerable<TheoryDataRow<string>> FolderRows() => Folders.Select(folder => new TheoryDataRow<string>(folder));

    /// <summary>A row for each case of each folder; for a folder that is missing, one that will be skipped by its name.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> CaseRows()
    {
        foreach (var folder in Folders)
        {
            if (!File.Exists(CasesOf(FixtureFolder.Path(folder))))
            {
                yield return new TheoryDataRow<string, string>(folder, "cases");
                continue;
            }

            using var cases = new CaseFile(FixtureFolder.Path(folder, "cases"));
            foreach (var name in cases.Names.ToArray())
            {
                yield return new TheoryDataRow<string, string>(folder, name);
            }
        }
    }

    /// <summary>The folder's verifier; borrowed.</summary>
    public CaseVerifier Open(string folder)
    {
        FixtureFolder.Require(folder, HubFolder.Config);
        FixtureFolder.Require(folder, "cases", "cases.json");
        FixtureFolder.Require(folder, "cases", "cases.safetensors");
        return _verifiers.GetOrAdd(folder, name => new CaseVerifier(FixtureFolder.Path(name)));
    }

    public void Dispose()
    {
        foreach (var verifier in _verifiers.Values)
        {
            verifier.Dispose();
        }
    }

    private static string CasesOf(string folder) => Path.Combine(folder, "cases", "cases.json");
}
