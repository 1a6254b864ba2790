using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Search.Dense;

/// <summary>A vector for each passage of an index, in a mapped file beside it. Searched whole, so exactly. Thread-safe.</summary>
/// <remarks>
/// Bytes, little-endian: 8 of magic, version (u32), numbers of a vector (i32), passages (i64), SHA-256 of the index's body, of the encoder and of the
/// vectors, 8 of nothing; then the vectors (f32), passage by passage.
/// </remarks>
internal sealed class PassageVectors : IDisposable
{
    private const int HeaderSize = 128;
    private const int DigestsAt = 24;
    private const uint Version = 1;
    private const int BatchSize = 16;
    private readonly IndexBytes _bytes;
    private readonly int _count;
    private readonly int _dimension;

    private PassageVectors(IndexBytes bytes, int count, int dimension) => (_bytes, _count, _dimension) = (bytes, count, dimension);

    private static ReadOnlySpan<byte> Magic => "AgVECS\u001a\n"u8;

    /// <summary>Where the vectors of an index lie.</summary>
    public static string Beside(string index) => index + ".vectors";

    /// <summary>Encodes all passages of an index into the file beside it; what had the name stays until the new one is whole.</summary>
    /// <param name="path">The index's file.</param>
    /// <param name="index">The index.</param>
    /// <param name="encoder">Encodes.</param>
    /// <param name="progress">Told how many passages are done, now and then.</param>
    /// <param name="cancellation">Stops it; nothing is left behind.</param>
    /// <returns>Bytes of the file.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static long Build(string path, SearchIndex index, TextEncoder encoder, Action<long>? progress = null, CancellationToken cancellation = default) =>
        IndexFile.Replace(Beside(path), stream =>
        {
            stream.Write(new byte[HeaderSize]);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var together = BatchSize * Environment.ProcessorCount * 4;
            for (var first = 0; first < index.Count; first += together)
            {
                var batches = new float[(Math.Min(together, index.Count - first) + BatchSize - 1) / BatchSize][];
                var start = first;
                try
                {
                    Parallel.For(0, batches.Length, new ParallelOptions { CancellationToken = cancellation }, at =>
                    {
                        var from = start + (at * BatchSize);
                        var texts = Enumerable.Range(from, Math.Min(BatchSize, index.Count - from)).Select(number => index[number]);
                        batches[at] = encoder.Encode([.. texts.Select(passage => passage.Title.Length > 0 ? $"{passage.Title}\n{passage.Text}" : passage.Text)], isQuery: false);
                    });
                }
                catch (AggregateException failures)
                {
                    // What one batch failed of says more than that some did.
                    ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
                }

                foreach (var batch in batches)
                {
                    var bytes = MemoryMarshal.AsBytes<float>(batch);
                    stream.Write(bytes);
                    hash.AppendData(bytes);
                }

                progress?.Invoke(Math.Min(first + together, index.Count));
            }

            var header = new byte[HeaderSize];
            Magic.CopyTo(header);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), encoder.Dimension);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), index.Count);
            index.Digest.CopyTo(header.AsSpan(DigestsAt));
            encoder.Digest.CopyTo(header.AsSpan(DigestsAt + SHA256.HashSizeInBytes));
            hash.GetHashAndReset().CopyTo(header, DigestsAt + (2 * SHA256.HashSizeInBytes));
            var length = stream.Length;
            stream.Position = 0;
            stream.Write(header);
            return length;
        });

    /// <summary>Opens the vectors beside an index.</summary>
    /// <exception cref="SearchIndexException">There are none, they are of another index or encoder, or the file is damaged.</exception>
    public static PassageVectors Open(string path, SearchIndex index, TextEncoder encoder)
    {
        var file = Beside(path);
        if (!File.Exists(file))
        {
            throw new SearchIndexException($"There are no vectors beside the index '{path}'. {Again(path)}");
        }

        var bytes = IndexBytes.Map(file);
        try
        {
            using var lease = bytes.Hold();
            var header = Header(bytes, path, index);
            if (!header.Slice(DigestsAt + SHA256.HashSizeInBytes, SHA256.HashSizeInBytes).SequenceEqual(encoder.Digest) || BinaryPrimitives.ReadInt32LittleEndian(header[12..]) != encoder.Dimension)
            {
                throw new SearchIndexException($"'{file}' was made by another encoder than the one that is given. Give that one, or: {Again(path)}");
            }

            if (bytes.Length != HeaderSize + ((long)index.Count * encoder.Dimension * sizeof(float)))
            {
                throw new SearchIndexException($"'{file}' is damaged: it has {bytes.Length} bytes, which are not {index.Count} vectors of {encoder.Dimension} numbers. {Again(path)}");
            }

            return new PassageVectors(bytes, index.Count, encoder.Dimension);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private static string Again(string path) => $"Encode its passages with 'agentic index encode {path} --encoder FOLDER'.";

    private static ReadOnlySpan<byte> Header(IndexBytes bytes, string path, SearchIndex index)
    {
        var header = bytes.Slice(0, (int)Math.Min(HeaderSize, bytes.Length));
        return header.Length < HeaderSize || !header.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) != Version
            ? throw new SearchIndexException($"'{Beside(path)}' is no file of vectors that this program reads. {Again(path)}")
            : BinaryPrimitives.ReadInt64LittleEndian(header[16..]) != index.Count || !header.Slice(DigestsAt, SHA256.HashSizeInBytes).SequenceEqual(index.Digest)
            ? throw new SearchIndexException($"'{Beside(path)}' holds the vectors of another index than '{path}'. {Again(path)}")
            : header;
    }

    /// <summary>The passages whose vectors point most in a query's direction.</summary>
    /// <param name="query">Of length 1.</param>
    /// <param name="count">How many at most, at least 1.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Cosines and numbers, best first; ties by position.</returns>
    public (double Score, int Passage)[] Best(ReadOnlySpan<float> query, int count, CancellationToken cancellation)
    {
        // Several MB at a time, so that no span reaches beyond 2 GB.
        const int Together = 4096;
        using var lease = _bytes.Hold();
        var best = new TopList();
        best.Reset(Math.Min(count, Math.Max(1, _count)));
        for (var first = 0; first < _count; first += Together)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(Together, _count - first);
            var vectors = _bytes.Slice<float>(HeaderSize + ((long)first * _dimension * sizeof(float)), rows * _dimension);
            for (var row = 0; row < rows; row++)
            {
                double score = TensorPrimitives.Dot(query, vectors.Slice(row * _dimension, _dimension));
                if (score > best.Threshold)
                {
                    best.Offer(score, first + row);
                }
            }
        }

        return best.Drain();
    }

    /// <summary>Reads the vectors beside an index and compares them with their checksum.</summary>
    /// <returns>Whether there are any.</returns>
    /// <exception cref="SearchIndexException">They are of another index, or differ.</exception>
    public static bool Verify(string path, SearchIndex index, CancellationToken cancellation = default)
    {
        if (!File.Exists(Beside(path)))
        {
            return false;
        }

        using var bytes = IndexBytes.Map(Beside(path));
        using var lease = bytes.Hold();
        var header = Header(bytes, path, index);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = (long)HeaderSize; at < bytes.Length; at += 1 << 24)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(bytes.Slice(at, (int)Math.Min(1 << 24, bytes.Length - at)));
        }

        return hash.GetHashAndReset().AsSpan().SequenceEqual(header.Slice(DigestsAt + (2 * SHA256.HashSizeInBytes), SHA256.HashSizeInBytes))
            ? true : throw new SearchIndexException($"'{Beside(path)}' is damaged: its checksum does not fit its bytes. {Again(path)}");
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();
}
