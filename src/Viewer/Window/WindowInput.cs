namespace Agentic.Viewer.Window;

/// <summary>Something that somebody did at a window. Places are in pixels of the drawn frame, from its top left.</summary>
public abstract record WindowInput
{
    private WindowInput()
    {
    }

    /// <summary>A key went down, or repeats.</summary>
    /// <param name="Which">Its number.</param>
    /// <param name="Mods">What was held with it.</param>
    public sealed record Key(WindowKey Which, KeyMods Mods) : WindowInput;

    /// <summary>A letter was typed, in the layout of the keyboard.</summary>
    /// <param name="Text">One letter; two UTF-16 units for one beyond the basic plane.</param>
    public sealed record Letter(string Text) : WindowInput;

    /// <summary>The pointer moved.</summary>
    public sealed record Pointer(double X, double Y) : WindowInput;

    /// <summary>A button went down or up where the pointer is.</summary>
    /// <param name="Number">0 left, 1 right, 2 middle.</param>
    /// <param name="IsDown">Whether it went down.</param>
    /// <param name="X">Pixels from the left.</param>
    /// <param name="Y">Pixels from the top.</param>
    public sealed record Button(int Number, bool IsDown, double X, double Y) : WindowInput;

    /// <summary>The wheel turned; positive is right and up.</summary>
    public sealed record Wheel(double X, double Y) : WindowInput;
}

/// <summary>What may be held with a key.</summary>
[Flags]
public enum KeyMods
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Shift.</summary>
    Shift = 1,

    /// <summary>Control.</summary>
    Control = 2,

    /// <summary>Alt.</summary>
    Alt = 4,

    /// <summary>The key with a picture on it.</summary>
    Super = 8,
}
