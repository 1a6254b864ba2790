namespace Agentic.Worlds.Search.Index;

/// <summary>Postings that did not fit in memory: files of runs, each with its words in ascending order, read side by side at the end.</summary>
/// <param name="path">The index in the making; runs lie beside it.</param>
internal sealed class PostingRuns(string path) : IDisposable
{
    private readonly List<Run> _runs = [];

    /// <summary>Writes the pool's postings away.</summary>
    public void Spill(PostingPool pool, int terms)
    {
        var file = new FileStream($"{path}.run{_runs.Count}", FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        _runs.Add(new Run(file));
        using var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true);
        var bytes = new ByteList();
        for (var term = 0; term < terms; term++)
        {
            if (pool.Count(term) is > 0 and var count)
            {
                bytes.Clear();
                pool.CopyTo(term, bytes);
                writer.Write(term);
                writer.Write(count);
                writer.Write(bytes.Count);
                writer.Write(bytes.Span);
            }
        }

        writer.Flush();
        pool.Clear();
    }

    /// <summary>Begins reading.</summary>
    public void Rewind()
    {
        foreach (var run in _runs)
        {
            run.Rewind();
        }
    }

    /// <summary>Takes a word's postings of all runs, in order. Words come in ascending order.</summary>
    /// <returns>How many.</returns>
    public int Take(int term, ByteList bytes)
    {
        var count = 0;
        foreach (var run in _runs)
        {
            count += run.Take(term, bytes);
        }

        return count;
    }

    public void Dispose()
    {
        foreach (var run in _runs)
        {
            run.Dispose();
        }
    }

    private sealed class Run(FileStream file) : IDisposable
    {
        private readonly BinaryReader _reader = new(file);
        private int _term = -1;

        public void Rewind()
        {
            file.Position = 0;
            Advance();
        }

        public int Take(int term, ByteList bytes)
        {
            if (term != _term)
            {
                return 0;
            }

            var count = _reader.ReadInt32();
            _reader.BaseStream.ReadExactly(bytes.Take(_reader.ReadInt32()));
            Advance();
            return count;
        }

        public void Dispose() => _reader.Dispose();

        private void Advance() => _term = file.Position < file.Length ? _reader.ReadInt32() : -1;
    }
}
