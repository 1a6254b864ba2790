namespace Agentic.Worlds.Search.Retrieval;

/// <summary>A retriever that could not be asked or did not answer as asked. It says nothing about the searcher's answer.</summary>
/// <param name="message">What was expected, what came, and the way out.</param>
/// <param name="retryable">Whether the same question may succeed later.</param>
/// <param name="inner">What broke.</param>
public sealed class RetrieverFaultException(string message, bool retryable, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same question may succeed later.</summary>
    public bool Retryable { get; } = retryable;
}
