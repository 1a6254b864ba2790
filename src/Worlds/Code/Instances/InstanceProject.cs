using Agentic.Agents;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.Instances;

/// <summary>An instance's repository for a shell: without its history, which may hold the repair.</summary>
internal sealed class InstanceProject(SweInstance instance, Checkouts checkouts) : IShellProject
{
    // As mini-swe-agent has it.
    private static readonly SandboxLimits CommandLimits = new() { WallClock = TimeSpan.FromSeconds(60), CpuSeconds = 60, MemoryBytes = 2L << 30, Processes = 256, ScratchBytes = 256L << 20 };
    private BaseTree? _tree;

    public Observation First => Observation.Of(new TextPart(instance.Statement));

    public IProjectState Untouched => new State(instance, null, new InstanceChanges(default, "", []));

    public SandboxLimits Limits => _tree?.Limits(CommandLimits) ?? CommandLimits;

    public async Task<string> MakeTreeAsync(SandboxHome home, CancellationToken cancellation)
    {
        _tree = await checkouts.GetAsync(instance, home).WaitAsync(cancellation);
        return WorkingTrees.Copy(home, _tree.Folder, Checkouts.Git);
    }

    public IProjectState Look(string tree)
    {
        var (files, others) = BaseTree.Contents(tree, Limits);
        return new State(instance, _tree, InstanceChanges.Between(instance, _tree!, files, others));
    }

    private sealed class State(SweInstance instance, BaseTree? tree, InstanceChanges changes) : IProjectState
    {
        public StateKey Key => changes.Key;

        public string Diff => changes.Patch;

        public async Task<StepOutcome> GradeAsync(SandboxRunner runner, CancellationToken cancellation) =>
            CodeEnd.Of(
                await new InstanceGrader(runner).GradeAsync(instance, tree!, changes.Patch, cancellation),
                [.. instance.FailToPass.Select(test => (test.Text, true)), .. instance.PassToPass.Select(test => (test.Text, false))], changes.Refused.Length);
    }
}
