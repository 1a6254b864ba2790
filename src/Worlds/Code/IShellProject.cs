using Agentic.Agents;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Code;

/// <summary>A project that a shell works on: where its tree comes from, and what a changed one is worth.</summary>
internal interface IShellProject
{
    /// <summary>What the agent is told first.</summary>
    Observation First { get; }

    /// <summary>The state before anything was done.</summary>
    IProjectState Untouched { get; }

    /// <summary>What a command may use, once a tree has been made.</summary>
    SandboxLimits Limits { get; }

    /// <summary>Makes a fresh working tree.</summary>
    Task<string> MakeTreeAsync(SandboxHome home, CancellationToken cancellation);

    /// <summary>Looks at a tree after a command.</summary>
    IProjectState Look(string tree);
}

/// <summary>A project as an agent has left it; only what is held here goes on, the tree itself is not used any further.</summary>
internal interface IProjectState
{
    /// <summary>A key of the files.</summary>
    StateKey Key { get; }

    /// <summary>What was changed, as a patch.</summary>
    string Diff { get; }

    /// <summary>Grades what counts of it, in a sandbox of its own.</summary>
    Task<StepOutcome> GradeAsync(SandboxRunner runner, CancellationToken cancellation);
}
