namespace Agentic.VisionPolicy;

/// <summary>A weight file or folder that cannot be read as it stands: where, what was expected, what came, and the way out.</summary>
public sealed class SafetensorsException(string file, string what, string expected, string actual, string wayOut, Exception? inner = null)
    : IOException($"{file}: {what}. Expected {expected}, but found {actual}. {wayOut}", inner)
{
    /// <summary>The way out for a file whose bytes are not what its header says.</summary>
    public const string FetchAgain = "The file is damaged or was cut off: fetch or write it again.";

    /// <summary>The file or folder.</summary>
    public string File { get; } = file;

    /// <summary>What is wrong.</summary>
    public string What { get; } = what;

    /// <summary>What was expected there.</summary>
    public string Expected { get; } = expected;

    /// <summary>What was found there.</summary>
    public string Actual { get; } = actual;
}
