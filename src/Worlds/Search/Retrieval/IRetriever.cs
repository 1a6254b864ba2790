using System.Collections.Immutable;

namespace Agentic.Worlds.Search.Retrieval;

/// <summary>Finds passages. Thread-safe. The same query finds the same passages in the same order; ties go by position in the corpus.</summary>
public interface IRetriever : IAsyncDisposable
{
    /// <summary>Searches.</summary>
    /// <param name="query">What is asked, in the searcher's own words; may be empty.</param>
    /// <param name="count">How many passages at most; at least 1.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Best first, at most <paramref name="count"/>; empty only when the retriever answered and nothing fits.</returns>
    /// <exception cref="RetrieverFaultException">It could not be asked, or did not answer as asked: never an empty list instead.</exception>
    ValueTask<ImmutableArray<SearchHit>> SearchAsync(string query, int count, CancellationToken cancellation);
}
