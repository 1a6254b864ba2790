using Microsoft.Playwright;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>A context of a browser with a few pages in it: what a lease lends. One episode uses it at a time.</summary>
internal sealed class PageSlot
{
    private static readonly string Script = Asset("page.js");
    private readonly IBrowserContext _context;
    private readonly string? _name;
    private readonly BrowserOptions _options;
    private readonly List<OpenPage> _pages = [];
    private OpenPage? _current;
    private long _use;

    private PageSlot(BrowserProcess process, IBrowserContext context, string? name, PageLook look, BrowserOptions options) =>
        (Process, _context, _name, Look, _options) = (process, context, name, look, options);

    /// <summary>The browser that it lives in; borrowed.</summary>
    public BrowserProcess Process { get; }

    /// <summary>How it sees pages.</summary>
    public PageLook Look { get; }

    /// <summary>Episodes that it served.</summary>
    public int Episodes { get; set; }

    /// <summary>When it came back last, on the pool's clock.</summary>
    public long IdleSince { get; set; }

    /// <summary>Opens a context with the clock held, the gate in place, and the engine's script in every page.</summary>
    /// <exception cref="BrowserFaultException">The browser could not.</exception>
    public static async Task<PageSlot> OpenAsync(
        BrowserProcess process, PageLook look, PageFileReader files, BrowserOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var (context, name) = await process.OpenContextAsync(look, cancellation);
        var slot = new PageSlot(process, context, name, look, options);
        var gate = new RequestGate(files, options.AllowedHosts) { Refused = what => slot._current?.Incidents.Note(what) };
        try
        {
            await PrepareAsync().WaitAsync(options.OpenDeadline, clock, cancellation);
            return slot;
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException or OperationCanceledException)
        {
            await slot.CloseAsync(clock);
            cancellation.ThrowIfCancellationRequested();
            throw new BrowserFaultException($"A context could not be prepared: {BrowserProcess.Line(error.Message)}", error);
        }

        async Task PrepareAsync()
        {
            await context.RouteAsync("**/*", gate.AnswerAsync);
            await context.Clock.InstallAsync();
            await context.AddInitScriptAsync(Script);
        }
    }

    /// <summary>Whether a page of that address is open and well.</summary>
    public bool Holds(string address) => _pages.Any(page => page.Address == address && page.Died is null);

    /// <summary>The page of that address, opened when it is not; the one unused longest makes room for it.</summary>
    /// <exception cref="PlaywrightException">It could not be opened.</exception>
    public async Task<OpenPage> GoAsync(string address)
    {
        var page = _pages.Find(page => page.Address == address && page.Died is null);
        if (page is null)
        {
            // Where frames are drawn unasked, a page behind another gets none.
            if (_pages.Count >= (Process.Frames is null ? 1 : _options.PagesPerContext))
            {
                await ForgetAsync(_pages.MinBy(open => open.LastUse)!);
            }

            page = await OpenPage.OpenAsync(_context, Process.Frames, _name, Look, address);
            _pages.Add(page);
        }

        page.LastUse = ++_use;
        return _current = page;
    }

    /// <summary>Closes a page that is no longer what it was.</summary>
    public async Task ForgetAsync(OpenPage page)
    {
        _pages.Remove(page);
        _current = null;
        await page.CloseAsync();
    }

    /// <summary>Whether the browser answers for the last page.</summary>
    public async Task<bool> IsAliveAsync(TimeProvider clock)
    {
        if (Process.IsLost || _pages.Find(page => page.LastUse == _use) is not { Died: null } page)
        {
            return !Process.IsLost && _pages.Count == 0;
        }

        try
        {
            await page.Line.SendAsync("Runtime.evaluate", new Dictionary<string, object> { ["expression"] = "1" }).WaitAsync(TimeSpan.FromSeconds(2), clock);
            return true;
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Closes the context; a browser that cannot do that in time is killed.</summary>
    public async Task CloseAsync(TimeProvider clock)
    {
        try
        {
            await _context.CloseAsync().WaitAsync(_options.CallDeadline, clock);
        }
        catch (TimeoutException)
        {
            Process.Kill();
        }
        catch (PlaywrightException)
        {
            // The browser is gone, and the context with it.
        }
    }

    private static string Asset(string name)
    {
        using var stream = typeof(PageSlot).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
