using Agentic.Testing;
using Agentic.Viewer.Web;
using Agentic.Worlds.Gui.Browsers;
using Microsoft.Playwright;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>One browser and one server over sample runs for all tests of the page.</summary>
public sealed class PageBrowser : IAsyncLifetime
{
    private static readonly string[] Flags = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly TemporaryFolder _folder = new();
    private readonly SampleWords _words = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private ViewerServer? _server;
    private SampleRun? _live;

    /// <summary>The run that a test may let grow.</summary>
    internal SampleRun Live => _live!;

    /// <summary>Where the server is.</summary>
    public Uri Url => _server!.Url;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (BrowserFinder.TryFind(Environment.GetEnvironmentVariable, out var executable) is not null)
        {
            return;
        }

        using (var train = new SampleRun(_folder.File("maze"), _words))
        {
            train.Train(12);
        }

        using (var page = new SampleRun(_folder.File("page"), _words))
        {
            SamplePages.Write(page, new SampleEpisodes(_words));
        }

        using (var cards = new SampleRun(_folder.File("cards"), _words))
        {
            SampleCards.Write(cards, new SampleEpisodes(_words));
        }

        using (var family = new SampleRun(_folder.File("family"), _words))
        {
            Array.ForEach(SampleFamily.All, family.Add);
        }

        SampleHostile.Write(_folder.File("hostile"), _words);
        _live = new SampleRun(_folder.File("live"), _words);
        _live.Train(2);
        _server = await ViewerServer.StartAsync(new ViewerOptions { Folder = _folder.Path, TokenText = _ => _words.Text }, TimeProvider.System, TextWriter.Null);
        _playwright = await Playwright.CreateAsync();

        // Long enough for a machine that is busy with other things; what is right waits for nothing.
        Assertions.SetDefaultExpectTimeout(ViewerPage.Patience);
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Flags });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _live?.Dispose();
        _folder.Dispose();
    }

    /// <summary>A fresh page, with nothing in it yet. Skips the test where there is no browser.</summary>
    /// <param name="width">Of the window, in pixels.</param>
    /// <param name="height">Of the window.</param>
    /// <param name="isDark">What the system prefers.</param>
    /// <param name="other">Another server than that of the samples.</param>
    internal async Task<ViewerPage> OpenAsync(int width = 1280, int height = 800, bool isDark = false, Uri? other = null)
    {
        Assert.SkipUnless(_browser is not null, "No Chromium on this machine.");
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        return await ViewerPage.OpenAsync(context, other ?? Url);
    }
}

/// <summary>The tests that share the browser.</summary>
[CollectionDefinition(Name)]
public sealed class PageBrowserTests : ICollectionFixture<PageBrowser>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "viewer page";
}
