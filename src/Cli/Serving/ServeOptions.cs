using System.Net;

namespace Agentic.Cli.Serving;

/// <summary>Where a server listens and what it bears.</summary>
internal sealed record ServeOptions
{
    /// <summary>The address; loopback unless there is a token.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The port; 0 lets the system choose.</summary>
    public required int Port { get; init; }

    /// <summary>What callers must show; null for nothing.</summary>
    public string? Token { get; init; }

    /// <summary>Requests at one moment; more are told to come back.</summary>
    public int MaxRequests { get; init; } = 512;

    /// <summary>Largest request, in bytes.</summary>
    public long MaxBodyBytes { get; init; } = 32 << 20;

    /// <summary>Answers that one request may ask for.</summary>
    public const int MaxAnswers = 128;

    /// <summary>Reads an address.</summary>
    /// <exception cref="UserException">It is none, or it is open to others and there is no token.</exception>
    public static IPAddress ReadAddress(string host, string? token)
    {
        var address = ParseAddress(host);
        return IPAddress.IsLoopback(address) || token is { Length: > 0 }
            ? address
            : throw new UserException($"--host {host} can be reached from other machines: give --token as well, which callers send as 'Authorization: Bearer TOKEN'.");
    }

    /// <summary>Reads an address of this machine.</summary>
    /// <exception cref="UserException">It is none.</exception>
    public static IPAddress ParseAddress(string host) => host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var parsed) ? parsed
        : throw new UserException($"--host must be an address of this machine such as 127.0.0.1, ::1 or 0.0.0.0, but is '{host}'.");
}
