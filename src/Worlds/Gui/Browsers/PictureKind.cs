namespace Agentic.Worlds.Gui.Browsers;

/// <summary>How a frame is looked at.</summary>
internal enum PictureKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Pixel for pixel.</summary>
    Png,

    /// <summary>Smaller on the way, with losses.</summary>
    Jpeg,
}
