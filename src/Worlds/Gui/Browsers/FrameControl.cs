using System.Text.Json;
using Microsoft.Playwright;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>
/// Frames of a browser's pages, each drawn when it is asked for and at no other time: a picture follows from what the page was told, and
/// nobody waits for a screen that refreshes. Chromium's headless shell can do that; other builds draw when they like.
/// </summary>
internal sealed class FrameControl
{
    private readonly ICDPSession _browser;
    private readonly BrowserOptions _options;
    private readonly TimeProvider _clock;
    private readonly Turns _opening = new();

    // The shell draws through one pipeline, and dies of a second frame in it.
    private readonly Turns _drawing = new();

    private FrameControl(ICDPSession browser, BrowserOptions options, TimeProvider clock) => (_browser, _options, _clock) = (browser, options, clock);

    /// <summary>The control over a browser that was started with <see cref="BrowserFlags"/> for it; null where the build has none.</summary>
    public static async Task<FrameControl?> TryTakeAsync(IBrowser browser, BrowserOptions options, TimeProvider clock)
    {
        var line = await browser.NewBrowserCDPSessionAsync();
        var version = await line.SendAsync("Browser.getVersion");
        return version?.GetProperty("product").GetString()?.StartsWith("HeadlessChrome/", StringComparison.Ordinal) == true ? new FrameControl(line, options, clock) : null;
    }

    /// <summary>Opens a context and tells the browser's own name of it.</summary>
    public Task<(IBrowserContext Context, string Name)> OpenContextAsync(Func<Task<IBrowserContext>> open) => _opening.NextAsync(async () =>
    {
        var before = await ContextsAsync();
        var context = await open();
        var names = (await ContextsAsync()).Except(before).ToList();
        return names.Count == 1 ? (context, names[0]) : throw new PlaywrightException($"The browser told {names.Count} new contexts where 1 was opened.");
    });

    /// <summary>Opens a page whose frames are drawn on demand.</summary>
    public Task<IPage> OpenPageAsync(IBrowserContext context, string name, PageLook look) => context.RunAndWaitForPageAsync(() => _browser.SendAsync("Target.createTarget", new Dictionary<string, object>
    {
        ["url"] = "about:blank", ["browserContextId"] = name, ["width"] = look.Width, ["height"] = look.Height, ["enableBeginFrameControl"] = true,
    }));

    /// <summary>Draws a page's next frame.</summary>
    /// <param name="page">The page's line.</param>
    /// <param name="picture">What Chromium calls a screenshot's parameters; null for a frame that nobody looks at.</param>
    /// <returns>The picture's bytes, where one was wanted.</returns>
    /// <exception cref="PlaywrightException">The page is gone, or was closed because it held up the others.</exception>
    public async Task<byte[]?> DrawAsync(ICDPSession page, Dictionary<string, object>? picture)
    {
        var arguments = picture is null ? [] : new Dictionary<string, object> { ["screenshot"] = picture };
        var answer = await _drawing.NextAsync(async () =>
        {
            var frame = page.SendAsync("HeadlessExperimental.beginFrame", arguments);
            await ((Task)frame).WaitAsync(_options.DrawDeadline, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!frame.IsCompleted)
            {
                var info = await page.SendAsync("Target.getTargetInfo");
                await _browser.SendAsync("Target.closeTarget", new Dictionary<string, object> { ["targetId"] = info!.Value.GetProperty("targetInfo").GetProperty("targetId").GetString()! });
            }

            return await frame;
        });
        return answer is { } drawn && drawn.TryGetProperty("screenshotData", out var data) ? data.GetBytesFromBase64() : null;
    }

    private async Task<List<string>> ContextsAsync()
    {
        var answer = await _browser.SendAsync("Target.getBrowserContexts");
        return [.. answer!.Value.GetProperty("browserContextIds").EnumerateArray().Select(name => name.GetString()!)];
    }
}
