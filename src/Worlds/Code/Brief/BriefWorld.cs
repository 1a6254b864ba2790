using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Code.Grading;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.Brief;

/// <summary>One short module behind the small tools, with answers of few words. The tree lives in memory.</summary>
internal sealed class BriefWorld(MiniRepo repo, BriefGrader grader) : IWorld, IDescribable
{
    private ImmutableSortedDictionary<string, string> _files = repo.Files;
    private Observation _seen = Observation.Of(new TextPart(repo.Statement));

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
                    return CodeEnd.Of(await grader.GradeAsync(repo, changes.Files, cancellation), repo.Tests.Select(test => (test.Id, test.FailsFirst)), changes.Refused.Length);
                case "run":
                    var passed = (await grader.GradeAsync(repo, _files, cancellation)).Passed;
                    Show(tool, BriefWords.Failing(repo.Tests.Where(test => !test.IsHidden && !passed.Contains(test.Id)).Select(test => test.Function)));
                    return new StepOutcome.Continued();
                default:
                    (_files, var said, var isLegal) = ToolFiles.Apply(_files, tool);
                    Show(tool, !isLegal ? BriefWords.Nothing : tool.Tool == "view" ? said : tool.Tool == "find" ? Found(said) : BriefWords.Done);
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

    private static string Found(string said) => said.StartsWith(BriefRepos.Path, StringComparison.Ordinal) ? said : BriefWords.Nothing;

    private IEnumerable<KeyValuePair<string, byte[]>> Bytes() => _files.Select(file => KeyValuePair.Create(file.Key, Encoding.UTF8.GetBytes(file.Value)));

    private void Show(ToolAction tool, string said) => _seen = Observation.Of(new ToolResultPart(tool.Tool, said));
}
