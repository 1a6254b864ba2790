using System.Buffers.Binary;
using System.Text;

namespace Agentic.Worlds.Search.Index;

/// <summary>Builds an index from passages that come one after another; texts go to the file at once, postings when memory is used up.</summary>
/// <remarks>The same passages and settings give the same bytes, whatever memory there was. Not thread-safe.</remarks>
internal sealed class IndexBuilder : IDisposable
{
    /// <summary>Most passages of an index.</summary>
    public const int MostPassages = 1 << 28;

    /// <summary>Most memory for postings, in bytes.</summary>
    public const long MostPostingBytes = 1800L << 20;

    private static readonly UTF8Encoding Strict = new(false, true);
    private readonly Stream _stream;
    private readonly SectionWriter _writer;
    private readonly PostingRuns? _runs;
    private readonly Bm25Settings _settings;
    private readonly long _postingBytes;
    private readonly PostingPool _pool = new();
    private readonly TermTable _terms = new();
    private readonly PassageNames _names = new();
    private readonly List<long> _offsets = [];
    private readonly List<int> _lengths = [];
    private readonly List<(int Term, int Count)> _held = [];
    private readonly ByteList _record = new();
    private (int Passage, int Place)[] _lastHeld = new (int, int)[1 << 8];
    private long _words;

    /// <param name="stream">Takes the index; seekable, empty, borrowed.</param>
    /// <param name="runs">Takes postings that do not fit; null to keep all in memory. Disposed with the builder.</param>
    /// <param name="settings">How passages are scored.</param>
    /// <param name="postingBytes">Memory for postings.</param>
    public IndexBuilder(Stream stream, PostingRuns? runs, Bm25Settings settings, long postingBytes)
    {
        (_stream, _runs, _settings, _writer) = (stream, runs, settings.Checked(), new SectionWriter(stream));
        _postingBytes = Math.Clamp(postingBytes, 1, MostPostingBytes);
        _writer.Begin();
    }

    /// <summary>Passages so far.</summary>
    public int Passages => _lengths.Count;

    /// <summary>Adds the next passage.</summary>
    /// <exception cref="CorpusException">Its name has come before or is empty, or its text is no Unicode.</exception>
    /// <exception cref="SearchIndexException">The index would be too large.</exception>
    public void Add(Passage passage, CorpusPlace place)
    {
        var number = Passages;
        if (passage.Id.Length == 0)
        {
            throw new CorpusException(place, "id: expected a name, but it is empty. Give every passage a name of its own.");
        }

        if (_names.Add(passage.Id, number) is >= 0 and var earlier)
        {
            throw new CorpusException(place, $"id: expected a name of its own, but '{Shown(passage.Id)}' is also passage {earlier + 1}'s, this being passage {number + 1}. Rename or remove one of them.");
        }

        if (number == MostPassages)
        {
            throw new SearchIndexException($"An index has at most {MostPassages} passages. Split the corpus.");
        }

        _offsets.Add(_writer.Position);
        Write(passage, place);
        _lengths.Add(Count(passage.Title, number) + Count(passage.Text, number));
        foreach (var (term, count) in _held)
        {
            _pool.Add(term, number, count);
        }

        _words += _lengths[^1];
        _held.Clear();
        if (_pool.Bytes > _postingBytes)
        {
            (_runs ?? throw new SearchIndexException($"The corpus is too large to be indexed in memory: its postings exceed {_postingBytes >> 20} MB. Build the index into a file."))
                .Spill(_pool, _terms.Count);
        }
    }

    /// <summary>Writes the rest. The builder is of no more use.</summary>
    public IndexHeader Finish()
    {
        var end = _writer.Position;
        var texts = _writer.EndSection();
        _offsets.Add(end);
        _writer.Write<long>(_offsets.ToArray());
        var offsets = _writer.EndSection();
        var lengths = _lengths.ToArray();
        _writer.Write<int>(lengths);
        var lengthSection = _writer.EndSection();
        var formula = new Bm25(_settings, lengths.Length > 0 ? (double)_words / lengths.Length : 0);
        var (entries, postings, meanRawIdf) = WritePostings(new PostingWriter(formula, lengths));
        var lists = _writer.EndSection();
        var lettersAt = _writer.Position + (entries.Length * 32L);
        for (var term = 0; term < entries.Length; term++)
        {
            entries[term] = entries[term] with { SpellingAt = lettersAt + _terms[term].At };
        }

        _writer.Write<TermEntry>(entries);
        var entrySection = _writer.EndSection();
        _writer.Write(_terms.Letters);
        var spellings = _writer.EndSection();
        _writer.Write<int>(_terms.Slots());
        var slots = _writer.EndSection();
        var header = new IndexHeader
        {
            Settings = _settings, Passages = lengths.Length, Terms = entries.Length, Words = _words, Postings = postings, MeanRawIdf = meanRawIdf,
            Texts = texts, Offsets = offsets, Lengths = lengthSection, PostingLists = lists, Entries = entrySection, Spellings = spellings, Slots = slots,
            FileLength = _writer.Position, BodyDigest = _writer.End(),
        };
        _stream.Position = 0;
        _stream.Write(header.Write());
        return header;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _runs?.Dispose();
    }

    private (TermEntry[] Entries, long Postings, double MeanRawIdf) WritePostings(PostingWriter blocks)
    {
        _runs?.Rewind();
        var entries = new TermEntry[_terms.Count];
        var bytes = new ByteList();
        var (all, rawIdf) = (0L, 0.0);
        for (var term = 0; term < entries.Length; term++)
        {
            bytes.Clear();
            var count = (_runs?.Take(term, bytes) ?? 0) + _pool.Count(term);
            _pool.CopyTo(term, bytes);
            var highest = blocks.Encode(bytes.Span, count);
            entries[term] = new TermEntry(_writer.Position, 0, _terms[term].Length, count, highest, _terms[term].Hash);
            _writer.Write(blocks.Heads);
            _writer.Write(blocks.Data);
            all += count;
            rawIdf += Bm25.RawIdf(Passages, count);
        }

        return (entries, all, entries.Length > 0 ? rawIdf / entries.Length : 0);
    }

    private int Count(string text, int passage)
    {
        var words = 0;
        var reader = new WordReader(text, _settings.Words, stackalloc byte[WordReader.MaxBytes]);
        for (; reader.Next(out var word); words++)
        {
            var term = _terms.Add(word);
            if (term >= _lastHeld.Length)
            {
                Array.Resize(ref _lastHeld, 2 * _lastHeld.Length);
            }

            ref var last = ref _lastHeld[term];
            if (last.Passage == passage + 1)
            {
                _held[last.Place] = (term, _held[last.Place].Count + 1);
            }
            else
            {
                last = (passage + 1, _held.Count);
                _held.Add((term, 1));
            }
        }

        return words;
    }

    private void Write(Passage passage, CorpusPlace place)
    {
        _record.Clear();
        _record.Take(2 * sizeof(int));
        Append(passage.Id, "id", place);
        var name = _record.Count - (2 * sizeof(int));
        Append(passage.Title, "title", place);
        var title = _record.Count - name - (2 * sizeof(int));
        Append(passage.Text, "text", place);
        var head = _record.Span;
        BinaryPrimitives.WriteInt32LittleEndian(head, name);
        BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(int)..], title);
        _writer.Write(_record.Span);
    }

    private void Append(string text, string field, CorpusPlace place)
    {
        try
        {
            var room = _record.Take(Strict.GetMaxByteCount(text.Length));
            _record.Trim(room.Length - Strict.GetBytes(text, room));
        }
        catch (EncoderFallbackException error)
        {
            throw new CorpusException(place, $"{field}: expected Unicode text, but character {error.Index + 1} is half of a surrogate pair. Remove it.", error);
        }
    }

    private static string Shown(string name) => name.Length <= 80 ? name : $"{name[..80]}…";
}
