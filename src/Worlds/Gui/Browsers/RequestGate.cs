using Microsoft.Playwright;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>Answers every request of a context: files of the sites, hosts of the allow-list, and nothing else.</summary>
/// <param name="files">The files by path.</param>
/// <param name="allowedHosts">Hosts that may be asked.</param>
internal sealed class RequestGate(PageFileReader files, IReadOnlyList<string> allowedHosts)
{
    /// <summary>The origin at which the sites are served, inside the process.</summary>
    public const string Root = "http://gui.test/";

    private const string Host = "gui.test";

    /// <summary>Addresses outside that a context asked for as a page; told to the policy.</summary>
    public Action<string>? Refused { get; set; }

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(IRoute route)
    {
        try
        {
            var url = new Uri(route.Request.Url);
            if (url is { Scheme: "http", Host: Host })
            {
                await ServeAsync(route, Uri.UnescapeDataString(url.AbsolutePath).TrimStart('/'));
            }
            else if (url.Scheme is "http" or "https" or "ws" or "wss" && allowedHosts.Contains(url.Host))
            {
                await route.ContinueAsync();
            }
            else
            {
                Refused?.Invoke($"The address {url.Scheme}://{url.Host} was refused.");
                // "Aborted" leaves a page where it is; another reason would show the browser's own page in its place.
                await route.AbortAsync(route.Request.IsNavigationRequest ? "aborted" : "blockedbyclient");
            }
        }
        catch (PlaywrightException)
        {
            // The page went away while it waited for an answer.
        }
    }

    private async Task ServeAsync(IRoute route, string path)
    {
        if (route.Request.Method == "GET" && files(path) is { } file)
        {
            await route.FulfillAsync(new RouteFulfillOptions { Status = 200, ContentType = file.ContentType, BodyBytes = file.Bytes });
        }
        else
        {
            await route.FulfillAsync(new RouteFulfillOptions { Status = 404, ContentType = "text/plain", Body = "There is no such file." });
        }
    }
}
