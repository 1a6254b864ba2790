using Microsoft.Playwright;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>A page of a context, at its address, with its line to the browser. Owned by the slot.</summary>
internal sealed class OpenPage
{
    private readonly IPage _page;

    private OpenPage(IPage page, ICDPSession line, string address)
    {
        (_page, Line, Address) = (page, line, address);
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
    public static async Task<OpenPage> OpenAsync(IBrowserContext context, string address)
    {
        var page = await context.NewPageAsync();
        var line = context.NewCDPSessionAsync(page);
        await page.GotoAsync(RequestGate.Root + address);
        return new OpenPage(page, await line, address);
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
