using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.Instances;

/// <summary>A task in SWE-bench's format: a repository at a commit, what is wrong with it, and the tests that tell.</summary>
/// <param name="Id"><c>instance_id</c>.</param>
/// <param name="Repo"><c>repo</c>: owner/name.</param>
/// <param name="BaseCommit"><c>base_commit</c>.</param>
/// <param name="Statement"><c>problem_statement</c>.</param>
/// <param name="FailToPass"><c>FAIL_TO_PASS</c>: tests that fail at the commit and must pass.</param>
/// <param name="PassToPass"><c>PASS_TO_PASS</c>: tests that pass and must go on passing.</param>
/// <param name="TestPatch"><c>test_patch</c>: what the tests become when the agent is gone.</param>
/// <param name="Gold"><c>patch</c>: a right answer; null where the file has none.</param>
public sealed record SweInstance(
    string Id, string Repo, string BaseCommit, string Statement, ImmutableArray<TestId> FailToPass, ImmutableArray<TestId> PassToPass, UnifiedPatch TestPatch, UnifiedPatch? Gold)
{
    /// <summary>All tests, those that must be repaired first.</summary>
    public IEnumerable<TestId> Tests => FailToPass.Concat(PassToPass);

    /// <summary>Files that hold the tests: an agent's changes to them do not count.</summary>
    public ImmutableHashSet<string> TestPaths { get; } = [.. TestPatch.Paths, .. FailToPass.Concat(PassToPass).Select(test => test.File)];

    /// <summary>Everything that the grade depends on, in 16 hexadecimal digits.</summary>
    public string Digest
    {
        get
        {
            string[] words = [Id, Repo, BaseCommit, Statement, .. FailToPass.Select(test => test.Text), "", .. PassToPass.Select(test => test.Text), "", .. TestPatch.Files.Select(file => file.Text)];
            return $"{ContentHash.Of(Encoding.UTF8.GetBytes(string.Join('\0', words))).A:x16}";
        }
    }
}
