using System.Collections.Immutable;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Search.Retrieval;

/// <summary>Finds passages in an index of this process: BM25, exactly. Passages without any of the query's words are no hits.</summary>
/// <param name="index">The index.</param>
/// <param name="ownsIndex">Whether the index goes with the retriever; else it is borrowed.</param>
public sealed class IndexRetriever(SearchIndex index, bool ownsIndex = true) : IRetriever
{
    /// <inheritdoc/>
    public ValueTask<ImmutableArray<SearchHit>> SearchAsync(string query, int count, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var hits = ImmutableArray.CreateBuilder<SearchHit>();
            foreach (var ranked in index.Rank(query, count))
            {
                var passage = index[ranked.Passage];
                hits.Add(new SearchHit(passage.Id, passage.Title, passage.Text, ranked.Score));
            }

            return ValueTask.FromResult(hits.ToImmutable());
        }
        catch (SearchIndexException damaged)
        {
            throw new RetrieverFaultException(damaged.Message, retryable: false, damaged);
        }
        catch (ObjectDisposedException closed)
        {
            throw new RetrieverFaultException("The search index has been closed. Keep it open for as long as it is searched.", retryable: false, closed);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (ownsIndex)
        {
            index.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
