using Agentic.Worlds.Search.Dense;
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

    /// <summary>Opens an index with the vectors beside it; the caller disposes it.</summary>
    /// <param name="index">An index file whose passages have been encoded.</param>
    /// <param name="encoder">The folder of the encoder that they were encoded with.</param>
    /// <param name="ranking">By what passages are ranked.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="SearchIndexException">Index, vectors or encoder cannot be used, or do not go together.</exception>
    public static IRetriever Open(string index, string encoder, Ranking ranking)
    {
        var opened = SearchIndex.Open(index);
        try
        {
            if (ranking == Ranking.Bm25)
            {
                return new IndexRetriever(opened);
            }

            var network = TextEncoder.Open(encoder);
            try
            {
                var dense = new DenseRetriever(opened, PassageVectors.Open(index, opened, network), network);
                return ranking == Ranking.Dense ? dense : new FusedRetriever([new IndexRetriever(opened, ownsIndex: false), dense]);
            }
            catch
            {
                network.Dispose();
                throw;
            }
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Compares the vectors beside an index with their checksum, where there are any.</summary>
    /// <param name="path">The index's file.</param>
    /// <param name="index">The index.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Whether there are any.</returns>
    /// <exception cref="SearchIndexException">They are of another index, or differ.</exception>
    public static bool VerifyVectors(string path, SearchIndex index, CancellationToken cancellation = default) => PassageVectors.Verify(path, index, cancellation);

    /// <summary>Encodes the passages of an index into a file beside it.</summary>
    /// <param name="index">An index file.</param>
    /// <param name="encoder">The folder of an encoder: a sentence-transformers model with an ONNX export and a WordPiece vocabulary.</param>
    /// <param name="progress">Told how many passages are done, now and then.</param>
    /// <param name="cancellation">Stops it; nothing is left behind.</param>
    /// <returns>The file, passages, numbers of a vector, and bytes.</returns>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="SearchIndexException">Index or encoder cannot be used.</exception>
    public static (string Path, int Passages, int Dimension, long Bytes) Encode(string index, string encoder, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        using var opened = SearchIndex.Open(index);
        using var network = TextEncoder.Open(encoder);
        return (PassageVectors.Beside(index), opened.Count, network.Dimension, PassageVectors.Build(index, opened, network, progress, cancellation));
    }
}
