namespace Agentic.VisionPolicy;

/// <summary>An adapter that cannot be made, read or trained as asked: where, what was expected, what came, and the way out.</summary>
/// <param name="where">A file, or the setting.</param>
/// <param name="what">What is wrong.</param>
/// <param name="expected">What was expected there.</param>
/// <param name="actual">What was found there.</param>
/// <param name="wayOut">What to do.</param>
/// <param name="inner">What failed below.</param>
public sealed class LoraException(string where, string what, string expected, string actual, string wayOut, Exception? inner = null)
    : IOException($"{where}: {what}. Expected {expected}, but found {actual}. {wayOut}", inner)
{
    /// <summary>A file, or the setting.</summary>
    public string Where { get; } = where;

    /// <summary>What was expected there.</summary>
    public string Expected { get; } = expected;

    /// <summary>What was found there.</summary>
    public string Actual { get; } = actual;
}
