using System.Text;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Tests.Code;

/// <summary>Runs commands in a sandbox and says what came of it. Skips by name where the layer does not work.</summary>
internal sealed class SandboxPlay : IDisposable
{
    public SandboxPlay(SandboxLayer layer, SandboxLimits? limits = null)
    {
        var problem = SandboxProbe.Try(layer);
        Assert.SkipWhen(problem is not null, $"No {layer} sandbox here: {problem}");
        Runner = new SandboxRunner(layer, TimeProvider.System);
        Limits = limits ?? new SandboxLimits { WallClock = TimeSpan.FromSeconds(20) };
        Tree = WorkingTrees.Write(Runner.Home, [KeyValuePair.Create("a.txt", "alpha\n")]);
    }

    public SandboxRunner Runner { get; }

    public SandboxLimits Limits { get; }

    public string Tree { get; }

    public async Task<(SandboxOutcome Outcome, string Output)> ShellAsync(string script, string? tree = null)
    {
        var result = await Runner.RunAsync(
            new SandboxCommand { Arguments = ["sh", "-c", script], Tree = tree ?? Tree, Limits = Limits }, TestContext.Current.CancellationToken);
        return (result.Outcome, Encoding.UTF8.GetString(result.Output) + Encoding.UTF8.GetString(result.Errors));
    }

    public async Task<string> PythonAsync(string program)
    {
        Assert.SkipWhen(SandboxPrograms.Python is null, "There is no Python below /usr.");
        var result = await Runner.RunAsync(
            new SandboxCommand { Arguments = [SandboxPrograms.Python, "-c", program], Tree = Tree, Limits = Limits }, TestContext.Current.CancellationToken);
        return $"{result.Outcome.Name} {Encoding.UTF8.GetString(result.Output)}{Encoding.UTF8.GetString(result.Errors)}".Trim();
    }

    public void Dispose() => Runner.Dispose();
}
