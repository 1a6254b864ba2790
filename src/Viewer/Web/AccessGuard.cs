using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Agentic.Viewer.Web;

/// <summary>Who may look: callers by a name of this machine, and where there is a token, those who have shown it.</summary>
/// <remarks>
/// The token comes once in the address, is put into a cookie that scripts cannot read and other sites cannot use, and the browser is sent to the
/// address without it. Programs send it as "Authorization: Bearer TOKEN".
/// </remarks>
/// <param name="names">By which names.</param>
/// <param name="token">What callers show; null for nothing.</param>
internal sealed class AccessGuard(HostNames names, AccessToken? token)
{
    private const string Query = "token";
    private const string Scheme = "Bearer ";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Headers of every answer.</summary>
    public static void Harden(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    /// <summary>Lets a request through; false when it was answered here, by sending the browser on.</summary>
    /// <exception cref="RequestException">401, 403 or 405.</exception>
    public bool Admit(HttpContext context)
    {
        var request = context.Request;
        if (!names.Contains(request.Host.Host))
        {
            throw new RequestException(403, $"Host: expected a name of this machine, such as localhost or 127.0.0.1, but '{RequestValues.Short(request.Host.Host)}' came.");
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            throw new RequestException(405, $"Expected GET or HEAD, but {RequestValues.Short(request.Method)} came.");
        }

        if (token is null)
        {
            return true;
        }

        if (request.Query.ContainsKey(Query))
        {
            return token.Fits(request.Query[Query]) ? SendOn(context) : throw Unknown();
        }

        var header = request.Headers.Authorization.ToString();
        var shown = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : request.Cookies[CookieName(context)];
        return token.Fits(shown) ? true : throw Unknown();
    }

    private bool SendOn(HttpContext context)
    {
        context.Response.Cookies.Append(CookieName(context), token!.Text, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
        var rest = new QueryBuilder(context.Request.Query.Where(value => !value.Key.Equals(Query, StringComparison.OrdinalIgnoreCase)));

        // A path of two slashes would name another machine: only our own are sent on to.
        var path = context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) ? context.Request.Path.ToUriComponent() : "/";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path + rest.ToQueryString();
        context.Response.Headers.CacheControl = WebAnswer.Never;
        return false;
    }

    // Cookies do not tell ports apart: two servers of one machine must not take each other's away.
    private static string CookieName(HttpContext context) => $"agentic-{context.Connection.LocalPort}";

    private static RequestException Unknown() => new(401, "Expected the token that the server printed when it was started: open its address once, or send 'Authorization: Bearer TOKEN'.");
}
