namespace Agentic.Training.Checkpoints;

/// <summary>A checkpoint that cannot be used or written: where, what was expected, what was found, the way out.</summary>
public sealed class CheckpointException(string path, string expected, string actual, string wayOut, Exception? inner = null)
    : IOException($"{path}: expected {expected}, but found {actual}. {wayOut}", inner)
{
    /// <summary>The folder or file.</summary>
    public string Location { get; } = path;
}
