using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Agentic.Worlds.Search.Index;

/// <summary>A passage's place in a ranking.</summary>
/// <param name="Passage">Its number, 0-based, by position in the corpus.</param>
/// <param name="Score">BM25; more is better.</param>
public readonly record struct RankedPassage(int Passage, double Score);

/// <summary>Passages and where their words are: BM25, exactly, from a mapped file or from memory. Immutable and thread-safe.</summary>
/// <remarks>Opening reads the header alone. Numbers in the file are little-endian.</remarks>
public sealed class SearchIndex : IDisposable
{
    private readonly IndexBytes _bytes;
    private readonly IndexHeader _header;
    private readonly Vocabulary _vocabulary;
    private readonly Bm25 _formula;
    private readonly string _name;
    private readonly ConcurrentBag<(QueryTerms Terms, TopSearch Search)> _idle = [];

    private SearchIndex(IndexBytes bytes, string name)
    {
        (_bytes, _name, _header) = (bytes, name, IndexHeader.Read(bytes, name));
        try
        {
            _header.Settings.Checked();
        }
        catch (ArgumentException error)
        {
            throw new SearchIndexException($"'{name}' is a damaged search index: {error.Message} Build it again.", error);
        }

        (_vocabulary, _formula) = (new Vocabulary(bytes, _header), new Bm25(_header.Settings, _header.MeanLength));
        Summary = IndexSummary.Of(_header);
    }

    /// <summary>What it holds.</summary>
    public IndexSummary Summary { get; }

    /// <summary>SHA-256 of everything that it holds.</summary>
    internal ReadOnlySpan<byte> Digest => _header.BodyDigest;

    /// <summary>Passages.</summary>
    public int Count => _header.Passages;

    /// <summary>Indexes passages in memory; up to 2 GB of them.</summary>
    /// <exception cref="CorpusException">A name is empty or comes twice, or a text is no Unicode.</exception>
    /// <exception cref="SearchIndexException">It is too large for memory: build it into a file.</exception>
    public static SearchIndex Build(IEnumerable<Passage> passages, Bm25Settings? settings = null)
    {
        using var stream = new MemoryStream();
        using var builder = new IndexBuilder(stream, null, settings ?? new Bm25Settings(), IndexBuilder.MostPostingBytes);
        try
        {
            foreach (var passage in passages)
            {
                builder.Add(passage, default);
            }

            builder.Finish();
        }
        catch (Exception error) when (error is IOException or OutOfMemoryException or ArgumentOutOfRangeException)
        {
            throw new SearchIndexException($"The corpus is too large to be indexed in memory, after {builder.Passages} passages. Build the index into a file.", error);
        }

        return new SearchIndex(IndexBytes.Copy(stream.GetBuffer().AsSpan(0, (int)stream.Length)), "the index in memory");
    }

    /// <summary>Opens an index file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="SearchIndexException">It is no index, is damaged, or was written by another version.</exception>
    public static SearchIndex Open(string path)
    {
        var bytes = IndexBytes.Map(path);
        try
        {
            return new SearchIndex(bytes, path);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Saves a copy; the name shows the old bytes or all of the new ones.</summary>
    public void Write(string path) => IndexFile.Replace(path, stream =>
    {
        using var lease = _bytes.Hold();
        for (var at = 0L; at < _bytes.Length; at += 1 << 24)
        {
            stream.Write(_bytes.Slice(at, (int)Math.Min(1 << 24, _bytes.Length - at)));
        }

        return true;
    });

    /// <summary>The best passages of a query.</summary>
    /// <param name="query">Any text; its words count as often as it holds them.</param>
    /// <param name="count">How many at most, at least 1.</param>
    /// <param name="takesAll">Whether passages that hold no word of the query may fill the list up; they come by position.</param>
    /// <returns>Best first; ties by position in the corpus.</returns>
    /// <exception cref="SearchIndexException">The file turns out to be damaged.</exception>
    public ImmutableArray<RankedPassage> Rank(string query, int count, bool takesAll = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using var lease = _bytes.Hold();
        var tools = _idle.TryTake(out var kept) ? kept : (Terms: new QueryTerms(), Search: new TopSearch());
        try
        {
            tools.Terms.Read(query, _bytes, _header, _vocabulary, _formula);
            var lengths = _bytes.Slice<int>(_header.Lengths.Offset, Count);
            var best = tools.Terms.HasPenalties
                ? WholeSearch.Best(tools.Terms, _formula, lengths, count, takesAll)
                : Filled(tools.Search.Best(tools.Terms, _formula, lengths, count), takesAll ? Math.Min(count, Count) : 0);
            var baseline = tools.Terms.Baseline;
            tools.Terms.Shrink();
            _idle.Add(tools);
            return [.. best.Select(entry => new RankedPassage(entry.Passage, baseline + entry.Score))];
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new SearchIndexException($"'{_name}' is a damaged search index: its postings name passages that there are not. Build it again.", error);
        }
    }

    /// <summary>A passage by its number, exactly as it was given.</summary>
    /// <exception cref="SearchIndexException">The file turns out to be damaged.</exception>
    public Passage this[int number]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
            using var lease = _bytes.Hold();
            var at = _bytes.Read<long>(_header.Offsets.Offset + (8L * number));
            var length = _bytes.Read<long>(_header.Offsets.Offset + (8L * (number + 1))) - at;
            var (name, title) = (_bytes.Read<int>(at), _bytes.Read<int>(at + sizeof(int)));
            if (length is < 8 or > int.MaxValue || name < 0 || title < 0 || (long)name + title > length - 8)
            {
                throw new SearchIndexException($"'{_name}' is a damaged search index: the record of passage {number} is out of bounds. Build it again.");
            }

            var record = _bytes.Slice(at + 8, (int)length - 8);
            return new Passage(Text(record[..name]), Text(record.Slice(name, title)), Text(record[(name + title)..]));
        }
    }

    /// <summary>Reads everything and compares it with the checksum.</summary>
    /// <exception cref="SearchIndexException">It differs.</exception>
    public void Verify(CancellationToken cancellation = default)
    {
        using var lease = _bytes.Hold();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = (long)IndexHeader.Size; at < _bytes.Length; at += 1 << 24)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(_bytes.Slice(at, (int)Math.Min(1 << 24, _bytes.Length - at)));
        }

        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(_header.BodyDigest))
        {
            throw new SearchIndexException($"'{_name}' is a damaged search index: its checksum does not fit its bytes. Build it again.");
        }
    }

    /// <summary>Lets go of the file; searches in progress end first.</summary>
    public void Dispose() => _bytes.Dispose();

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    // Fewer than asked for hold a word: then all that do are in the list.
    private static (double Score, int Passage)[] Filled((double Score, int Passage)[] best, int count)
    {
        if (best.Length >= count)
        {
            return best;
        }

        var holding = best.Select(entry => entry.Passage).ToHashSet();
        return [.. best, .. Enumerable.Range(0, int.MaxValue).Where(passage => !holding.Contains(passage)).Take(count - best.Length).Select(passage => (0.0, passage))];
    }
}
