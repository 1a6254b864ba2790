namespace Agentic.Worlds.Search.Index;

/// <summary>A file that is no index, is damaged, or was written by another version; or an index that would be too large.</summary>
/// <param name="message">The file, what was expected, what came, and the way out.</param>
/// <param name="inner">What broke.</param>
public sealed class SearchIndexException(string message, Exception? inner = null) : Exception(message, inner);
