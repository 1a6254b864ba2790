using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Code.Grading;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>A mini-repo for a shell.</summary>
internal sealed class RepoProject(MiniRepo repo) : IShellProject
{
    public Observation First => CodeWords.First(repo);

    public IProjectState Untouched => new State(repo, repo.Files.ToImmutableSortedDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value), StringComparer.Ordinal), []);

    public SandboxLimits Limits { get; } = new();

    public Task<string> MakeTreeAsync(SandboxHome home, CancellationToken cancellation) => Task.FromResult(WorkingTrees.Write(home, repo.Files));

    public IProjectState Look(string tree)
    {
        var (files, others) = TreeFiles.Read(tree, Limits);
        return new State(repo, files, others);
    }

    private sealed class State(MiniRepo repo, ImmutableSortedDictionary<string, byte[]> files, ImmutableArray<string> others) : IProjectState
    {
        public StateKey Key => CodeWords.Key(files);

        public string Diff => LineDiff.Unified(repo.Files, files.ToImmutableSortedDictionary(file => file.Key, file => Encoding.UTF8.GetString(file.Value), StringComparer.Ordinal));

        public async Task<StepOutcome> GradeAsync(SandboxRunner runner, CancellationToken cancellation)
        {
            var changes = SourceChanges.Between(repo.Files, files, others);
            return CodeEnd.Of(await new Grader(runner).GradeAsync(repo, changes.Files, cancellation), repo.Tests.Select(test => (test.Id, test.FailsFirst)), changes.Refused.Length);
        }
    }
}
