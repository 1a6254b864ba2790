using Microsoft.Playwright;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>A page of a context, at its address, with its line to the browser. Owned by the slot.</summary>
internal sealed class OpenPage
{
    private const int JpegQuality = 90;
    private readonly IPage _page;
    private readonly FrameControl? _frames;
    private readonly PageLook _look;

    private OpenPage(IPage page, ICDPSession line, FrameControl? frames, PageLook look, string address)
    {
        (_page, Line, _frames, _look, Address) = (page, line, frames, look, address);
        page.Crash += (_, _) => Died = "The page crashed.";
        page.Close += (_, _) => Died ??= "The page was closed.";
        page.Dialog += OnDialog;
        page.Popup += (_, popup) => Refuse("A new window was closed.", popup.CloseAsync());
        page.Download += (_, download) => Refuse($"The download '{download.SuggestedFilename}' was refused.", download.CancelAsync());
    }

    /// <summary>Path below the root of the sites.</summary>
    public string Address { get; }

    /// <summary>The line to the browser.</summary>
    public ICDPSession Line { get; }

    /// <summary>The mouse, with its handling of native dragging.</summary>
    public IMouse Mouse => _page.Mouse;

    /// <summary>What it tried.</summary>
    public PageIncidents Incidents { get; } = new();

    /// <summary>Why it serves no more, or null.</summary>
    public string? Died { get; private set; }

    /// <summary>When it was last used, by the pool's count.</summary>
    public long LastUse { get; set; }

    /// <summary>Opens a page and waits for its load.</summary>
    /// <exception cref="PlaywrightException">It could not.</exception>
    public static async Task<OpenPage> OpenAsync(IBrowserContext context, FrameControl? frames, string? contextName, PageLook look, string address)
    {
        var page = await (frames is null ? context.NewPageAsync() : frames.OpenPageAsync(context, contextName!, look));
        var line = context.NewCDPSessionAsync(page);
        await page.GotoAsync(RequestGate.Root + address);
        return new OpenPage(page, await line, frames, look, address);
    }

    /// <summary>Has the page drawn.</summary>
    /// <param name="kind">Whether somebody looks at it, and in which form.</param>
    /// <returns>The picture's bytes; null when nobody looks, or the browser gave none.</returns>
    public async Task<byte[]?> DrawAsync(PictureKind kind)
    {
        var picture = new Dictionary<string, object> { ["format"] = kind == PictureKind.Jpeg ? "jpeg" : "png", ["optimizeForSpeed"] = true };
        if (kind == PictureKind.Jpeg)
        {
            picture["quality"] = JpegQuality;
        }

        if (_frames is not null)
        {
            return await _frames.DrawAsync(Line, kind == PictureKind.None ? null : picture);
        }

        await Line.SendAsync("Runtime.evaluate", new Dictionary<string, object> { ["expression"] = "globalThis.__gui?.frames()", ["awaitPromise"] = true });
        if (kind == PictureKind.None)
        {
            return null;
        }

        // The browser counts such a picture in CSS pixels; the context draws at the scale, so that nothing is enlarged here.
        if (_look.Scale != 1)
        {
            picture["clip"] = new Dictionary<string, object> { ["x"] = 0, ["y"] = 0, ["width"] = _look.Width, ["height"] = _look.Height, ["scale"] = _look.Scale };
        }

        var answer = await Line.SendAsync("Page.captureScreenshot", picture);
        return answer?.GetProperty("data").GetBytesFromBase64();
    }

    /// <summary>Lets calls come to their end that wait for the page to be drawn, as a pointer's move does.</summary>
    /// <param name="calls">What is under way.</param>
    /// <param name="isWanted">Whether anybody still waits.</param>
    public async Task DrawUntilAsync(Task calls, Func<bool> isWanted)
    {
        while (_frames is not null && !calls.IsCompleted && isWanted())
        {
            await _frames.DrawAsync(Line, null);
        }

        await calls;
    }

    /// <summary>Closes it.</summary>
    public Task CloseAsync() => _page.CloseAsync();

    private void OnDialog(object? sender, IDialog dialog)
    {
        // A page that asks whether it may be left is left; everything else is waved away.
        if (dialog.Type == DialogType.BeforeUnload)
        {
            Refuse("The page asked to stay.", dialog.AcceptAsync());
        }
        else
        {
            Refuse($"The page showed a dialog ({dialog.Type}), which was dismissed: {dialog.Message}", dialog.DismissAsync());
        }
    }

    private void Refuse(string what, Task refusal)
    {
        if (Incidents.Note(what))
        {
            Died ??= $"The page does not stop: {what}";
        }

        // The page may be gone before its dialog is.
        _ = refusal.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }
}
