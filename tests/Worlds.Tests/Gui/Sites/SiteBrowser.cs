using Agentic.Worlds.Gui.Sites;
using Microsoft.Playwright;

namespace Agentic.Worlds.Tests.Gui.Sites;

/// <summary>One browser for the tests of the pages; pages are served from memory and nothing else is reached.</summary>
public sealed class SiteBrowser : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    private static readonly string[] Flags =
    [
        "--disable-frame-rate-limit", "--disable-gpu-vsync", "--in-process-gpu", "--no-sandbox", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-smooth-scrolling",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Executable => new[] { Environment.GetEnvironmentVariable("AGENTIC_CHROMIUM") }.Concat(Places).FirstOrDefault(File.Exists);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Executable is { } executable)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Flags });
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a page of a site under a virtual clock that stands still. Skips the test where there is no browser.</summary>
    internal async Task<SitePage> OpenAsync(GuiSite site, GuiPage page)
    {
        Assert.SkipUnless(_browser is not null, $"No Chromium: none of {string.Join(", ", Places)}, and AGENTIC_CHROMIUM names none.");
        var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = page.Width, Height = page.Height } });
        await context.RouteAsync("**/*", route =>
            site.Files.TryRead(new Uri(route.Request.Url).AbsolutePath) is { } file
                ? route.FulfillAsync(new() { BodyBytes = file.Bytes, ContentType = file.ContentType })
                : route.AbortAsync());
        var view = await context.NewPageAsync();
        await view.Clock.InstallAsync(new() { Time = "2026-01-01T00:00:00Z" });
        await view.GotoAsync($"http://gui.test/{page.Address}");
        await view.Clock.PauseAtAsync("2026-01-01T01:00:00Z");
        return new SitePage(view);
    }
}

/// <summary>The tests that share the browser.</summary>
[CollectionDefinition(Name)]
public sealed class SiteBrowserTests : ICollectionFixture<SiteBrowser>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "site browser";
}
