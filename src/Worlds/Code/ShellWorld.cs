using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Code.Grading;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code;

/// <summary>A repo behind a shell. Each script runs in a sandbox of its own over one tree; whatever it started is dead when it ends.</summary>
internal sealed class ShellWorld(MiniRepo repo, SandboxRunner runner) : IWorld, IDescribable
{
    private static readonly SandboxLimits Limits = new();
    private ImmutableSortedDictionary<string, byte[]> _files = repo.Files.ToImmutableSortedDictionary(
        file => file.Key, file => Encoding.UTF8.GetBytes(file.Value), StringComparer.Ordinal);
    private ImmutableArray<string> _others = [];
    private Observation _seen = CodeWords.First(repo);
    private string? _tree;

    public StateKey StateKey => CodeWords.Key(_files);

    public ValueTask<Observation> ObserveAsync(CancellationToken cancellation) => ValueTask.FromResult(_seen);

    public async ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation)
    {
        var shell = action.Parsed as ShellAction
            ?? throw new ArgumentException($"A shell takes {nameof(ShellAction)}, but {action.Parsed.GetType().Name} came.", nameof(action));
        try
        {
            _tree ??= WorkingTrees.Write(runner.Home, repo.Files);
            var result = await runner.RunAsync(
                new SandboxCommand { Arguments = ["bash", "--noprofile", "--norc", "-c", shell.Script], Tree = _tree, Limits = Limits }, cancellation);
            (_files, _others) = TreeFiles.Read(_tree, Limits);
            WorkingTrees.SetTimes(_tree);
            var output = CodeWords.Clean(result);
            if (result.IsClean && output.Split('\n')[0].Trim() == ShellDialect.FinishLine)
            {
                // The agent's tree is not used any further: only its files' text goes on, and only what counts of it.
                var changes = SourceChanges.Between(repo.Files, _files, _others);
                return CodeEnd.Of(await new Grader(runner).GradeAsync(repo, changes.Files, cancellation), changes);
            }

            _seen = Observation.Of(new ToolResultPart("bash", ShellDialect.Show(result.Outcome.ShellCode, output)));
            return new StepOutcome.Continued();
        }
        catch (SandboxFaultException broken)
        {
            return new StepOutcome.Faulted(CodeWords.Fault(broken));
        }
    }

    public string DescribeState() => JsonText.Object(json => json.WriteString(
        "diff", LineDiff.Unified(repo.Files, _files.ToImmutableSortedDictionary(file => file.Key, file => Encoding.UTF8.GetString(file.Value), StringComparer.Ordinal))));

    public ValueTask DisposeAsync()
    {
        if (_tree is not null)
        {
            TreeRemoval.Remove(_tree);
        }

        return ValueTask.CompletedTask;
    }
}
