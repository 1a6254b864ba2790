using System.Collections.Immutable;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>How many browsers, how long they serve, and how long anything in them may take.</summary>
public sealed record BrowserOptions
{
    /// <summary>Browser processes, each with a driver of its own, so that what kills one leaves the others alone.</summary>
    public int Processes { get; init; } = 2;

    /// <summary>Pages in play at one moment over all processes.</summary>
    public int Seats { get; init; } = 8;

    /// <summary>Contexts that a browser may have opened before another takes its place. Long-lived browsers die at about 800.</summary>
    public int ContextsPerBrowser { get; init; } = 200;

    /// <summary>Episodes after which a context is closed.</summary>
    public int EpisodesPerContext { get; init; } = 400;

    /// <summary>Pages that a context keeps open for episodes to come, in one process; the one unused longest is closed. One where the browser draws unasked.</summary>
    public int PagesPerContext { get; init; } = 16;

    /// <summary>How long one call into a page may take.</summary>
    public TimeSpan CallDeadline { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a frame may take before its page is closed: the frames of a browser are drawn one at a time.</summary>
    public TimeSpan DrawDeadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a browser may take to start, a context or a page to open.</summary>
    public TimeSpan OpenDeadline { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How long a lease lives without a call; a policy that thinks longer loses its page.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Idle time after which a page is asked whether it is alive before it is lent again.</summary>
    public TimeSpan ProbeAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Hosts beside the pages' own that may be asked for; none by default.</summary>
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    /// <summary>The browser's program; found when null.</summary>
    public string? Executable { get; init; }
}

/// <summary>How a page is seen. Contexts are shared only among equal ones.</summary>
/// <param name="Width">Viewport width in CSS pixels.</param>
/// <param name="Height">Viewport height in CSS pixels.</param>
/// <param name="Scale">Picture pixels for one CSS pixel.</param>
/// <param name="IsDark">Whether pages are told that the person prefers dark colours.</param>
public readonly record struct PageLook(int Width, int Height, int Scale, bool IsDark = false);
