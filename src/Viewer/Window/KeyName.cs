namespace Agentic.Viewer.Window;

/// <summary>Names of keys that type nothing, as the DOM has them.</summary>
internal static class KeyName
{
    /// <summary>The name, with what is held before it; null for a key that types a letter by itself, or has no name here.</summary>
    public static string? Of(WindowInput.Key key)
    {
        var name = key.Which switch
        {
            WindowKey.Enter or WindowKey.PadEnter => "Enter",
            WindowKey.Tab => "Tab",
            WindowKey.Backspace => "Backspace",
            WindowKey.Delete => "Delete",
            WindowKey.Right => "ArrowRight",
            WindowKey.Left => "ArrowLeft",
            WindowKey.Down => "ArrowDown",
            WindowKey.Up => "ArrowUp",
            WindowKey.PageUp => "PageUp",
            WindowKey.PageDown => "PageDown",
            WindowKey.Home => "Home",
            WindowKey.End => "End",
            >= WindowKey.A and <= WindowKey.Z when (key.Mods & (KeyMods.Control | KeyMods.Alt)) != 0 => $"{char.ToLowerInvariant((char)key.Which)}",
            _ => null,
        };
        return name is null ? null : Held(key.Mods) + name;
    }

    private static string Held(KeyMods mods) =>
        (mods.HasFlag(KeyMods.Control) ? "Control+" : "") + (mods.HasFlag(KeyMods.Alt) ? "Alt+" : "")
        + (mods.HasFlag(KeyMods.Super) ? "Meta+" : "") + (mods.HasFlag(KeyMods.Shift) ? "Shift+" : "");
}
