namespace Agentic.VisionPolicy;

/// <summary>How a picture or video is cut: patches before merging.</summary>
/// <param name="T">Frames, or groups of them.</param>
/// <param name="H">Rows.</param>
/// <param name="W">Columns.</param>
/// <param name="TimeStep">Rotary steps between two temporal patches: tokens per second · seconds per patch.</param>
public readonly record struct PatchGrid(int T, int H, int W, double TimeStep = 1)
{
    /// <summary>All patches.</summary>
    public int Count => T * H * W;
}
