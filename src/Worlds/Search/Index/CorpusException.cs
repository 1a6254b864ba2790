namespace Agentic.Worlds.Search.Index;

/// <summary>Where a passage came from.</summary>
/// <param name="File">The file; empty when it was never in one.</param>
/// <param name="Line">1-based line at which it begins; 0 when unknown.</param>
public readonly record struct CorpusPlace(string File, long Line)
{
    /// <summary>"wiki.jsonl:12".</summary>
    public override string ToString() => string.IsNullOrEmpty(File) ? "the corpus" : Line > 0 ? $"{File}:{Line}" : File;
}

/// <summary>A corpus that cannot be read as it is.</summary>
/// <param name="place">Where.</param>
/// <param name="message">What was expected, what came, and the way out.</param>
/// <param name="inner">What broke.</param>
public sealed class CorpusException(CorpusPlace place, string message, Exception? inner = null) : Exception($"{place}: {message}", inner)
{
    /// <summary>Where.</summary>
    public CorpusPlace Place { get; } = place;
}
