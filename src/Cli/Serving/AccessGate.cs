using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Agentic.Cli.Serving;

/// <summary>Who may ask. With a token: whoever shows it. Without one: callers of this machine, but no web page in somebody's browser.</summary>
internal sealed class AccessGate
{
    private readonly byte[]? _digest;

    public AccessGate(string? token) => _digest = token is { Length: > 0 } ? Digest(token) : null;

    /// <summary>Refuses whoever may not.</summary>
    /// <exception cref="ApiException">401 or 403.</exception>
    public void Check(HttpRequest request)
    {
        if (_digest is null)
        {
            // A page that has rebound its name to this machine sends that name: it is told apart by the Host header.
            var host = request.Host.Host.Trim('[', ']');
            if (host != "localhost" && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
            {
                throw new ApiException(403, $"Host: expected this machine's own name, localhost or 127.0.0.1, but '{host}' came.");
            }

            return;
        }

        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        var shown = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        // Digests have one length, and are compared in a time that does not tell where they differ.
        if (!CryptographicOperations.FixedTimeEquals(Digest(shown), _digest))
        {
            throw new ApiException(401, "Authorization: expected 'Bearer TOKEN' with the token that the server was started with.", code: "invalid_api_key");
        }
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
