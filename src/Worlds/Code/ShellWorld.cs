using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code;

/// <summary>A project behind a shell. Each script runs in a sandbox of its own over one tree; whatever it started is dead when it ends.</summary>
internal sealed class ShellWorld(IShellProject project, SandboxRunner runner) : IWorld, IDescribable
{
    private IProjectState _state = project.Untouched;
    private Observation _seen = project.First;
    private string? _tree;

    public StateKey StateKey => _state.Key;

    public ValueTask<Observation> ObserveAsync(CancellationToken cancellation) => ValueTask.FromResult(_seen);

    public async ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation)
    {
        var shell = action.Parsed as ShellAction
            ?? throw new ArgumentException($"A shell takes {nameof(ShellAction)}, but {action.Parsed.GetType().Name} came.", nameof(action));
        try
        {
            _tree ??= await project.MakeTreeAsync(runner.Home, cancellation);
            var result = await runner.RunAsync(
                new SandboxCommand { Arguments = ["bash", "--noprofile", "--norc", "-c", shell.Script], Tree = _tree, Limits = project.Limits }, cancellation);
            _state = project.Look(_tree);
            WorkingTrees.SetTimes(_tree);
            var output = CodeWords.Clean(result, _tree);
            if (result.IsClean && output.Split('\n')[0].Trim() == ShellDialect.FinishLine)
            {
                return await _state.GradeAsync(runner, cancellation);
            }

            _seen = Observation.Of(new ToolResultPart("bash", ShellDialect.Show(result.Outcome.ShellCode, output)));
            return new StepOutcome.Continued();
        }
        catch (SandboxFaultException broken)
        {
            return new StepOutcome.Faulted(CodeWords.Fault(broken));
        }
    }

    public string DescribeState() => JsonText.Object(json => json.WriteString("diff", _state.Diff));

    public ValueTask DisposeAsync()
    {
        if (_tree is not null)
        {
            TreeRemoval.Remove(_tree);
        }

        return ValueTask.CompletedTask;
    }
}
