using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Code;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Tests.Code;

/// <summary>Plays code tasks; skips by name where there is no sandbox or no Python.</summary>
internal static class CodePlay
{
    private static readonly Lazy<WorldNeed> Need = new(CodeKind.Need);

    public static CodeKind Kind(string dialect)
    {
        var need = Need.Value;
        Assert.SkipUnless(need.IsThere, need.State);
        return new CodeKind(new Dictionary<string, string> { ["dialect"] = dialect });
    }

    public static SandboxRunner Runner()
    {
        var need = Need.Value;
        Assert.SkipUnless(need.IsThere, need.State);
        return new SandboxRunner(SandboxProbe.State.Layer, TimeProvider.System);
    }

    /// <summary>A repo of every shape in turn.</summary>
    public static RepoSpec Spec(int seed) => new((ulong)seed, 3 + (seed * 7 % 28), seed % 4, 1, seed % 4, 60);

    /// <summary>Says these answers and returns what was seen after each, and how it ended.</summary>
    public static async Task<(List<string> Seen, StepOutcome? End)> SayAsync(CodeKind kind, TaskInstance task, params string[] answers)
    {
        await using var world = kind.Open(task, new WorldContext(new PlainImageStore(), RandomKey.FromSeed(1), TimeProvider.System));
        var seen = new List<string> { (await world.ObserveAsync(CancellationToken.None)).ToString() };
        foreach (var answer in answers)
        {
            var parse = kind.Parse(task, answer);
            Assert.True(parse.Action is not null, parse.Failure);
            var outcome = await world.StepAsync(new AgentAction(answer, default, parse.Action), CancellationToken.None);
            seen.Add($"{world.StateKey} {string.Join('\n', (await world.ObserveAsync(CancellationToken.None)).Parts.OfType<ToolResultPart>().Select(part => part.Text))}");
            if (outcome is not StepOutcome.Continued)
            {
                return (seen, outcome);
            }
        }

        return (seen, null);
    }

    public static string Bash(string script) => ShellDialect.Print(script);

    public static EpisodePlan Plan(CodeKind kind, TaskInstance task, int index = 0) => new()
    {
        Kind = kind,
        Task = task,
        Index = index,
        Key = RandomKey.FromSeed((ulong)index),
        Weights = kind.Descriptor.Weights,
        Limits = new EpisodeLimits(kind.Descriptor.MaxTurns, MaxTokensPerTurn: 4096, MaxTokens: 1 << 20),
        Instruction = kind.Descriptor.Instruction,
    };
}
