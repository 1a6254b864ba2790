using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Code;
using Agentic.Worlds.Code.Instances;
using Agentic.Worlds.Code.Judge;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Tests.Code.Instances;

namespace Agentic.Worlds.Tests.Code;

/// <summary>Every layer grades alike, the weak one too, which shows the tree where it lies.</summary>
public sealed class LayerTests
{
    public static TheoryData<SandboxLayer> Layers => [SandboxLayer.Bubblewrap, SandboxLayer.Unshare, SandboxLayer.Weak];

    [Theory, MemberData(nameof(Layers))]
    public async Task Episodes_in_a_project_are_solved_by_the_oracle_and_not_by_leaving_it_alone(SandboxLayer layer)
    {
        Skip(layer);
        await using var kind = new CodeKind(new Dictionary<string, string> { ["dialect"] = "bash" }, layer);
        var task = kind.Generate(1, Difficulty.Default);
        var record = await Episode.RunAsync(
            CodePlay.Plan(kind, task), new EpisodeServices([new OracleAgent(kind)], new LetterRenderer(), new PlainImageStore(), TimeProvider.System));
        Assert.True(record.IsSolved, record.Turns[^1].Feedback);

        var (seen, end) = await CodePlay.SayAsync(kind, task, CodePlay.Bash("pwd; touch here; realpath here"), CodePlay.Bash("echo TASK_COMPLETE"));
        Assert.Contains("\n/repo\n/repo/here", seen[1]);
        Assert.False(Assert.IsType<StepOutcome.Terminated>(end).Solved);
    }

    [Theory, MemberData(nameof(Layers))]
    public async Task Programs_are_judged(SandboxLayer layer)
    {
        Skip(layer);
        using var runner = new SandboxRunner(layer, TimeProvider.System);
        var problem = new JudgeProblem([new JudgeTest.Called("twice", "[2]", "4"), new JudgeTest.Checked("2", "import sys\nsys.exit(0 if open('output').read() == open('input').read() + '\\n' else 1)")]);
        var verdict = await new ProgramJudge(runner).JudgeAsync(
            "import sys\ndef twice(n): return 2 * n\nif __name__ == '__main__': print(open(0).read())", problem, stopsAtFailure: false, TestContext.Current.CancellationToken);
        Assert.Equal([JudgeOutcome.Accepted, JudgeOutcome.Accepted], verdict.Outcomes);
    }

    [Theory, MemberData(nameof(Layers))]
    public async Task Instances_are_solved_by_their_patch_alone(SandboxLayer layer)
    {
        Skip(layer);
        using var sample = new SampleRepository();
        await using var kind = sample.Kind(layer: layer);
        foreach (var instance in kind.Instances)
        {
            foreach (var agent in new IAgent[] { new OracleAgent(kind), new SilentAgent() })
            {
                var record = await Episode.RunAsync(Plan(kind, kind.ToTask(instance)), new EpisodeServices([agent], new LetterRenderer(), new PlainImageStore(), TimeProvider.System));
                Assert.True(record.IsSolved == agent is OracleAgent, $"{layer} {instance.Id}: {record.End.Name} {record.Turns[^1].Feedback}");
            }
        }
    }

    private static EpisodePlan Plan(InstanceKind kind, TaskInstance task) => new()
    {
        Kind = kind,
        Task = task,
        Index = 0,
        Key = RandomKey.FromSeed(1),
        Weights = kind.Descriptor.Weights,
        Limits = new EpisodeLimits(kind.Descriptor.MaxTurns, MaxTokensPerTurn: 1 << 16, MaxTokens: 1 << 20),
        Instruction = "",
    };

    private static void Skip(SandboxLayer layer)
    {
        var problem = SandboxProbe.Try(layer) ?? (SandboxPrograms.Python is null ? "no Python 3 below /usr" : null);
        Assert.SkipWhen(problem is not null, $"No {layer} sandbox here: {problem}");
    }

    private sealed class SilentAgent : IAgent
    {
        public ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation) => ValueTask.FromResult(new AgentReply(CodePlay.Bash("echo TASK_COMPLETE")));
    }
}
