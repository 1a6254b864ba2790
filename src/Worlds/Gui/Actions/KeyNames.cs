using System.Collections.Frozen;

namespace Agentic.Worlds.Gui.Actions;

/// <summary>Names of keys: what models call them, and what the DOM and the browser call them.</summary>
public static class KeyNames
{
    // DOM name → Windows key code, and the text that the key types.
    private static readonly FrozenDictionary<string, NamedKey> Named = new NamedKey[]
    {
        new("Enter", "Enter", 13, "\r"), new("Tab", "Tab", 9, null), new("Backspace", "Backspace", 8, null), new("Delete", "Delete", 46, null),
        new("Escape", "Escape", 27, null), new("Home", "Home", 36, null), new("End", "End", 35, null), new("PageUp", "PageUp", 33, null),
        new("PageDown", "PageDown", 34, null), new("ArrowLeft", "ArrowLeft", 37, null), new("ArrowUp", "ArrowUp", 38, null),
        new("ArrowRight", "ArrowRight", 39, null), new("ArrowDown", "ArrowDown", 40, null), new("Insert", "Insert", 45, null),
        new(" ", "Space", 32, " "), new("Control", "ControlLeft", 17, null), new("Shift", "ShiftLeft", 16, null), new("Alt", "AltLeft", 18, null),
        new("Meta", "MetaLeft", 91, null),
        new("F1", "F1", 112, null), new("F2", "F2", 113, null), new("F3", "F3", 114, null), new("F4", "F4", 115, null), new("F5", "F5", 116, null),
        new("F6", "F6", 117, null), new("F7", "F7", 118, null), new("F8", "F8", 119, null), new("F9", "F9", 120, null), new("F10", "F10", 121, null),
        new("F11", "F11", 122, null), new("F12", "F12", 123, null),
    }.ToFrozenDictionary(key => key.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["return"] = "Enter", ["esc"] = "Escape", ["del"] = "Delete", ["ins"] = "Insert", ["space"] = " ", ["spacebar"] = " ",
        ["ctrl"] = "Control", ["control"] = "Control", ["controlormeta"] = "Control", ["option"] = "Alt", ["cmd"] = "Meta", ["command"] = "Meta",
        ["win"] = "Meta", ["super"] = "Meta", ["up"] = "ArrowUp", ["down"] = "ArrowDown", ["left"] = "ArrowLeft", ["right"] = "ArrowRight",
        ["arrow_up"] = "ArrowUp", ["arrow_down"] = "ArrowDown", ["arrow_left"] = "ArrowLeft", ["arrow_right"] = "ArrowRight",
        ["page_up"] = "PageUp", ["page_down"] = "PageDown", ["pgup"] = "PageUp", ["pgdn"] = "PageDown", ["pageup"] = "PageUp", ["pagedown"] = "PageDown",
        ["back_space"] = "Backspace",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Modifiers = ["Alt", "Control", "Meta", "Shift"];

    /// <summary>The canonical name of one key as a model may write it: a named key, or one character; null when there is none.</summary>
    public static string? Canonical(string key)
    {
        if (Aliases.TryGetValue(key, out var alias))
        {
            return alias;
        }

        var named = Named.Keys.FirstOrDefault(name => name.Length > 1 && name.Equals(key, StringComparison.OrdinalIgnoreCase));
        return named ?? (key.Length == 1 && !char.IsControl(key[0]) && !char.IsSurrogate(key[0]) ? key : null);
    }

    /// <summary>Several keys held together, in canonical names joined by +; null when one of them is unknown, or more than four.</summary>
    /// <param name="keys">As written.</param>
    /// <param name="separators">What stands between them.</param>
    public static string? Combination(string keys, params char[] separators)
    {
        // The separator itself is a key when it stands alone or last: "+", "Control++".
        string[] parts = keys.Length == 1 ? [keys]
            : keys.EndsWith("++", StringComparison.Ordinal) ? [.. keys[..^2].Split(separators, StringSplitOptions.RemoveEmptyEntries), "+"]
            : keys.Split(separators, StringSplitOptions.RemoveEmptyEntries);
        string?[] canonical = [.. parts.Select(Canonical)];
        var isHeld = canonical.SkipLast(1).All(key => Modifiers.Contains(key));
        return canonical.Length is 0 or > 4 || canonical.Contains(null) || !isHeld ? null : string.Join('+', canonical);
    }

    /// <summary>The keys of a canonical combination.</summary>
    public static string[] Split(string combination) => combination.Length == 1 ? [combination]
        : combination.EndsWith("++", StringComparison.Ordinal) ? [.. combination[..^2].Split('+'), "+"]
        : combination.Split('+');

    /// <summary>What the browser needs to know of a key.</summary>
    public static NamedKey Find(string key) => Named.TryGetValue(key, out var named) ? named : Letter(key);

    /// <summary>The browser's bit for a modifier, 0 for other keys.</summary>
    public static int ModifierBit(string key) => key switch { "Alt" => 1, "Control" => 2, "Meta" => 4, "Shift" => 8, _ => 0 };

    private static NamedKey Letter(string key)
    {
        var upper = char.ToUpperInvariant(key[0]);
        return upper switch
        {
            >= 'A' and <= 'Z' => new(key, $"Key{upper}", upper, key),
            >= '0' and <= '9' => new(key, $"Digit{upper}", upper, key),
            _ => new(key, "", 0, key),
        };
    }
}

/// <summary>A key as the browser knows it.</summary>
/// <param name="Name">The DOM's name: <c>Enter</c>, <c>a</c>.</param>
/// <param name="Code">The place on the keyboard, or "".</param>
/// <param name="WindowsCode">The old key code, 0 for none.</param>
/// <param name="Text">What it types, or null.</param>
public sealed record NamedKey(string Name, string Code, int WindowsCode, string? Text);
