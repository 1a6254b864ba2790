namespace Agentic.Agents;

/// <summary>A stored image does not hold the pixels that its name promises.</summary>
/// <param name="handle">What was asked for.</param>
/// <param name="file">Where it was read.</param>
/// <param name="actual">What was found there.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class ImageDamagedException(ImageHandle handle, string file, string actual, Exception? inner = null)
    : Exception(
        $"Image {file} must hold {handle.Width}×{handle.Height} pixels with digest {handle.Hash}, but {actual}. Delete the file and replay the episode to paint it again.",
        inner)
{
    /// <summary>What was asked for.</summary>
    public ImageHandle Handle { get; } = handle;

    /// <summary>Where it was read.</summary>
    public string File { get; } = file;
}
