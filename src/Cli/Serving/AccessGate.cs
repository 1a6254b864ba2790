using System.Net;
using Agentic.Viewer.Web;
using Microsoft.AspNetCore.Http;

namespace Agentic.Cli.Serving;

/// <summary>Who may ask. With a token: whoever shows it. Without one: callers of this machine, but no web page in somebody's browser.</summary>
internal sealed class AccessGate
{
    private static readonly HostNames Own = new(IPAddress.Loopback);
    private readonly AccessToken? _token;

    public AccessGate(string? token) => _token = token is { Length: > 0 } ? new AccessToken(token) : null;

    /// <summary>Refuses whoever may not.</summary>
    /// <exception cref="ApiException">401 or 403.</exception>
    public void Check(HttpRequest request)
    {
        if (_token is null)
        {
            if (!Own.Contains(request.Host.Host))
            {
                throw new ApiException(403, $"Host: expected this machine's own name, localhost or 127.0.0.1, but '{request.Host.Host}' came.");
            }

            return;
        }

        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        var shown = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        if (!_token.Fits(shown))
        {
            throw new ApiException(401, "Authorization: expected 'Bearer TOKEN' with the token that the server was started with.", code: "invalid_api_key");
        }
    }
}
