using System.Collections.Immutable;
using Agentic.Worlds.Search.Index;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Worlds.Search.Dense;

/// <summary>Finds passages by what they mean to an encoder: the cosine of vectors, exactly. Owns all that it is given.</summary>
/// <param name="index">Has the passages.</param>
/// <param name="vectors">Their vectors.</param>
/// <param name="encoder">Encodes queries.</param>
internal sealed class DenseRetriever(SearchIndex index, PassageVectors vectors, TextEncoder encoder) : IRetriever
{
    /// <inheritdoc/>
    public ValueTask<ImmutableArray<SearchHit>> SearchAsync(string query, int count, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var hits = ImmutableArray.CreateBuilder<SearchHit>();
            foreach (var (score, number) in vectors.Best(encoder.Encode([query], isQuery: true), count, cancellation))
            {
                var passage = index[number];
                hits.Add(new SearchHit(passage.Id, passage.Title, passage.Text, score));
            }

            return ValueTask.FromResult(hits.ToImmutable());
        }
        catch (SearchIndexException broken)
        {
            throw new RetrieverFaultException(broken.Message, retryable: false, broken);
        }
        catch (ObjectDisposedException closed)
        {
            throw new RetrieverFaultException("The search index has been closed. Keep it open for as long as it is searched.", retryable: false, closed);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        vectors.Dispose();
        encoder.Dispose();
        index.Dispose();
        return ValueTask.CompletedTask;
    }
}
