namespace Agentic.VisionPolicy;

/// <summary>A picture or video whose size cannot be cut into patches. Thrown before memory is taken for its pixels.</summary>
/// <param name="what">What is of that size: "a picture", "a video of 3 frames", a file's name.</param>
/// <param name="field">The measure at fault: "size", "aspect ratio", "frames" …</param>
/// <param name="expected">What it should be.</param>
/// <param name="actual">What it is.</param>
/// <param name="remedy">A way out, as a sentence.</param>
public sealed class PictureSizeException(string what, string field, string expected, string actual, string remedy)
    : Exception($"The {field} of {what} must be {expected}, but is {actual}. {remedy}")
{
    /// <summary>The measure at fault.</summary>
    public string Field { get; } = field;

    /// <summary>What it should be.</summary>
    public string Expected { get; } = expected;

    /// <summary>What it is.</summary>
    public string Actual { get; } = actual;
}
