using System.Globalization;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>How the browser is started: as fast as it can draw, and shut in.</summary>
internal static class BrowserFlags
{
    /// <summary>The flags.</summary>
    /// <param name="allowedHosts">Hosts beside the pages' own that may be asked for.</param>
    /// <param name="scale">Picture pixels for one CSS pixel.</param>
    /// <param name="isDrawnOnDemand">Whether frames are drawn when they are asked for (<see cref="FrameControl"/>).</param>
    public static string[] For(IReadOnlyList<string> allowedHosts, int scale, bool isDrawnOnDemand) =>
    [
        .. isDrawnOnDemand ? OnDemand(scale) : Unasked,

        // Equal pixels on every run.
        "--force-color-profile=srgb", "--disable-lcd-text", "--font-render-hinting=none", "--hide-scrollbars", "--disable-smooth-scrolling",

        // The pages of a context are one site: they share a process, so that many can stay open.
        "--process-per-site",

        "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",

        // Two walls: no name resolves, numbers included, and what asks for a permission is refused. Requests are answered by interception.
        $"--host-resolver-rules=MAP * ~NOTFOUND{string.Concat(allowedHosts.Select(host => $", EXCLUDE {host}"))}",
        "--deny-permission-prompts", "--disable-notifications", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    ];

    // Frames as fast as they can be made; a page is tied to sixty a second otherwise.
    private static readonly string[] Unasked = ["--disable-frame-rate-limit", "--disable-gpu-vsync", "--in-process-gpu"];

    // A frame is whole before it is shown, and nothing is drawn beside the main thread.
    private static string[] OnDemand(int scale) =>
    [
        "--enable-begin-frame-control", "--run-all-compositor-stages-before-draw", "--disable-new-content-rendering-timeout", "--disable-threaded-animation",
        "--disable-threaded-scrolling", "--disable-partial-raster", "--disable-checker-imaging", "--disable-image-animation-resync", "--in-process-gpu",
        // Such a frame has the size of the window, whatever scale a page is told.
        string.Create(CultureInfo.InvariantCulture, $"--force-device-scale-factor={scale}"),
    ];
}
