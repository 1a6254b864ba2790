namespace Agentic.Worlds.Code.Sandbox;

/// <summary>How strongly commands are kept apart from this machine; larger is stronger.</summary>
public enum SandboxLayer
{
    /// <summary>There is no way to run anything.</summary>
    None = 0,

    /// <summary>Resource limits only: files, network and other processes are open to the command. Only for code that is trusted.</summary>
    Weak = 1,

    /// <summary>All namespaces and no capability, by <c>unshare</c>; no filter of system calls, so that a virtual machine's sockets to its host (AF_VSOCK) can be opened.</summary>
    Unshare = 2,

    /// <summary>All namespaces, no capability, and a filter of system calls, by <c>bwrap</c>.</summary>
    Bubblewrap = 3,
}

/// <summary>Which layer this machine gives.</summary>
/// <param name="Layer">The strongest that works, or <see cref="SandboxLayer.None"/>.</param>
/// <param name="Missing">What the stronger ones lack, one line each; empty where the strongest is there.</param>
/// <param name="Fix">The command that gets the strongest, on Debian and Ubuntu.</param>
public sealed record SandboxState(SandboxLayer Layer, IReadOnlyList<string> Missing, string Fix)
{
    /// <summary>The layer's name in lower case, as <c>doctor</c> and episodes say it.</summary>
    public string Name => NameOf(Layer);

    /// <summary>The name of any layer.</summary>
    public static string NameOf(SandboxLayer layer) => layer.ToString().ToLowerInvariant();
}
