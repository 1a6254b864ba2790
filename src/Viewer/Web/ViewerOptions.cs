using System.Net;

namespace Agentic.Viewer.Web;

/// <summary>What a viewer shows, and where it listens.</summary>
public sealed record ViewerOptions
{
    /// <summary>A run, or a folder of runs.</summary>
    public required string Folder { get; init; }

    /// <summary>The address; one beyond loopback needs <see cref="Token"/>.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>What callers must show; null for nothing.</summary>
    public AccessToken? Token { get; init; }

    /// <summary>For a run's folder, the text of a token id; null where nobody knows it. Asked once a run, when tokens are first looked at.</summary>
    public Func<string, Func<int, string>?> TokenText { get; init; } = _ => null;
}
