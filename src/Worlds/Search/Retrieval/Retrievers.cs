using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Search.Retrieval;

/// <summary>Retrievers by where they are.</summary>
public static class Retrievers
{
    /// <summary>Whether a place is a server's address and no file.</summary>
    public static bool IsRemote(string place) =>
        place.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || place.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens a retriever; the caller disposes it.</summary>
    /// <param name="place">An index file, or the address of a server with Search-R1's interface.</param>
    /// <param name="options">What is borne from a server.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="SearchIndexException">The file is no usable index.</exception>
    public static IRetriever Open(string place, RemoteRetrieverOptions? options = null) =>
        IsRemote(place) ? new RemoteRetriever(new Uri(place), options) : new IndexRetriever(SearchIndex.Open(place));
}
