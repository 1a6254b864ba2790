using System.Text.Json;
using Microsoft.Playwright;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>A page under test. Everything that no page of ours may do is an error when it is closed: words on the console, requests to other places.</summary>
internal sealed class ViewerPage : IAsyncDisposable
{
    /// <summary>Milliseconds that anything expected may take.</summary>
    public const float Patience = 30_000;

    private readonly IBrowserContext _context;
    private readonly Uri _url;
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, string> _runs = new(StringComparer.Ordinal);

    private ViewerPage(IBrowserContext context, IPage page, Uri url)
    {
        (_context, Page, _url) = (context, page, url);
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) =>
        {
            // A picture that the store lost is answered with 404, which a browser notes by itself.
            if (message.Type is "error" or "warning" && !(MayLosePictures && message.Text.Contains("404", StringComparison.Ordinal)))
            {
                _faults.Add($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _faults.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                _faults.Add($"a request to {request.Url}");
            }
        };
    }

    /// <summary>The browser's own page.</summary>
    public IPage Page { get; }

    /// <summary>Whether a missing picture is expected here.</summary>
    public bool MayLosePictures { get; set; }

    /// <summary>The part of the address that names a place.</summary>
    public string Place => new Uri(Page.Url).Fragment;

    public static async Task<ViewerPage> OpenAsync(IBrowserContext context, Uri url) => new(context, await context.NewPageAsync(), url);

    /// <summary>Goes to a place; "{name}" stands for the number of the run of that name.</summary>
    public async Task GoAsync(string place)
    {
        if (_runs.Count == 0)
        {
            using var list = JsonDocument.Parse(await (await _context.APIRequest.GetAsync(new Uri(_url, "api/runs").ToString())).TextAsync());
            foreach (var run in list.RootElement.GetProperty("runs").EnumerateArray())
            {
                _runs[run.GetProperty("name").GetString()!] = run.GetProperty("id").GetString()!;
            }
        }

        var hash = _runs.Aggregate(place, (text, run) => text.Replace($"{{{run.Key}}}", run.Value, StringComparison.Ordinal));
        await Page.GotoAsync(new Uri(_url, hash).ToString());
    }

    /// <summary>The one element of a selector.</summary>
    public ILocator Find(string selector) => Page.Locator(selector);

    /// <summary>The element of a selector that has this text.</summary>
    public ILocator Find(string selector, string text) => Page.Locator(selector, new() { HasText = text }).First;

    /// <summary>Presses keys, one after the other.</summary>
    public async Task PressAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            await Page.Keyboard.PressAsync(key);
        }
    }

    /// <summary>Waits until an element says this.</summary>
    public Task SaysAsync(string selector, string text) => Assertions.Expect(Find(selector).First).ToContainTextAsync(text);

    /// <summary>Waits until the place matches.</summary>
    public Task IsAtAsync(string pattern) => Page.WaitForFunctionAsync("pattern => new RegExp(pattern).test(location.hash)", pattern);

    /// <summary>Closes the page and says what it should not have done.</summary>
    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.Empty(_faults);
    }
}
