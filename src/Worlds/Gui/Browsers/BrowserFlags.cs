namespace Agentic.Worlds.Gui.Browsers;

/// <summary>How the browser is started: as fast as it can draw, and shut in.</summary>
internal static class BrowserFlags
{
    /// <summary>The flags.</summary>
    /// <param name="allowedHosts">Hosts beside the pages' own that may be asked for.</param>
    public static string[] For(IReadOnlyList<string> allowedHosts) =>
    [
        // Frames as fast as they can be made; a page is tied to sixty a second otherwise.
        "--disable-frame-rate-limit", "--disable-gpu-vsync", "--in-process-gpu",

        // Equal pixels on every run.
        "--force-color-profile=srgb", "--disable-lcd-text", "--font-render-hinting=none", "--hide-scrollbars", "--disable-smooth-scrolling",

        "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",

        // Two walls: no name resolves, numbers included, and what asks for a permission is refused. Requests are answered by interception.
        $"--host-resolver-rules=MAP * ~NOTFOUND{string.Concat(allowedHosts.Select(host => $", EXCLUDE {host}"))}",
        "--deny-permission-prompts", "--disable-notifications", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    ];
}
