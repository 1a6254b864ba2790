using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Code.Grading;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code;

/// <summary>A repo behind the small tools. The tree lives in memory; only running tests and grading start a sandbox.</summary>
internal sealed class ToolWorld(MiniRepo repo, SandboxRunner runner) : IWorld, IDescribable
{
    private static readonly ImmutableArray<string> Tests = ["-m", "unittest", "discover", "-q", "tests"];
    private static readonly SandboxLimits Limits = new() { WallClock = TimeSpan.FromSeconds(20), CpuSeconds = 10, OutputBytes = 256 * 1024 };
    private ImmutableSortedDictionary<string, string> _files = repo.Files;
    private Observation _seen = CodeWords.First(repo);

    public StateKey StateKey => CodeWords.Key(Bytes());

    public ValueTask<Observation> ObserveAsync(CancellationToken cancellation) => ValueTask.FromResult(_seen);

    public async ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation)
    {
        var tool = action.Parsed as ToolAction
            ?? throw new ArgumentException($"The tools take {nameof(ToolAction)}, but {action.Parsed.GetType().Name} came.", nameof(action));
        try
        {
            switch (tool.Tool)
            {
                case "submit":
                    var changes = SourceChanges.Between(repo.Files, Bytes().ToDictionary(), []);
                    return CodeEnd.Of(await new Grader(runner).GradeAsync(repo, changes.Files, cancellation), repo.Tests.Select(test => (test.Id, test.FailsFirst)), changes.Refused.Length);
                case "run":
                    Show(tool, await RunAsync(cancellation));
                    return new StepOutcome.Continued();
                default:
                    (_files, var said, var isLegal) = ToolFiles.Apply(_files, tool);
                    Show(tool, said);
                    return new StepOutcome.Continued(Legal: isLegal);
            }
        }
        catch (SandboxFaultException broken)
        {
            return new StepOutcome.Faulted(CodeWords.Fault(broken));
        }
    }

    public string DescribeState() => CodeState.Describe(repo, _files);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<KeyValuePair<string, byte[]>> Bytes() => _files.Select(file => KeyValuePair.Create(file.Key, Encoding.UTF8.GetBytes(file.Value)));

    private void Show(ToolAction tool, string said) => _seen = Observation.Of(new ToolResultPart(tool.Tool, said));

    private async Task<string> RunAsync(CancellationToken cancellation)
    {
        var python = SandboxPrograms.Python ?? throw new SandboxFaultException("There is no Python 3 below /usr. As root: apt-get install -y python3", isRetryable: false);
        var tree = WorkingTrees.Write(runner.Home, _files);
        try
        {
            var result = await runner.RunAsync(new SandboxCommand { Arguments = [python, .. Tests], Tree = tree, Limits = Limits }, cancellation);
            return ShellDialect.Show(result.Outcome.ShellCode, CodeWords.Clean(result, tree));
        }
        finally
        {
            TreeRemoval.Remove(tree);
        }
    }
}
