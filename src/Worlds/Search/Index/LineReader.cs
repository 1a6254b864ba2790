namespace Agentic.Worlds.Search.Index;

/// <summary>Reads a file line by line as bytes, in memory of the longest line. Line ends are LF or CR LF and not part of a line.</summary>
/// <param name="path">The file.</param>
/// <param name="name">What it is called in messages.</param>
internal sealed class LineReader(string path, string name) : IDisposable
{
    /// <summary>Longest line, in bytes.</summary>
    public const int LongestLine = 64 << 20;

    private readonly FileStream _stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
    private byte[] _buffer = new byte[1 << 17];
    private int _from;
    private int _filled;
    private bool _hasEnded;

    /// <summary>Number of the present line, 1-based.</summary>
    public long Line { get; private set; }

    /// <summary>Moves to the next line.</summary>
    /// <param name="line">Holds until the next call.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="CorpusException">The line is too long.</exception>
    public bool Next(out ReadOnlyMemory<byte> line)
    {
        for (var searched = 0; ;)
        {
            var end = _buffer.AsSpan(_from + searched, _filled - _from - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                line = Cut(searched + end, 1);
                return true;
            }

            searched = _filled - _from;
            if (_hasEnded)
            {
                line = searched > 0 ? Cut(searched, 0) : default;
                return searched > 0;
            }

            if (searched > LongestLine)
            {
                throw new CorpusException(new CorpusPlace(name, Line + 1), $"a line may have at most {LongestLine} bytes, but this one has more. Is it JSON lines, one passage a line?");
            }

            Fill();
        }
    }

    public void Dispose() => _stream.Dispose();

    private ReadOnlyMemory<byte> Cut(int length, int ending)
    {
        var line = _buffer.AsMemory(_from, length);
        (_from, Line) = (_from + length + ending, Line + 1);
        return line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
    }

    private void Fill()
    {
        var rest = _buffer.AsSpan(_from, _filled - _from);
        if (rest.Length > _buffer.Length / 2)
        {
            var larger = new byte[2 * _buffer.Length];
            rest.CopyTo(larger);
            _buffer = larger;
        }
        else
        {
            rest.CopyTo(_buffer);
        }

        (_from, _filled) = (0, rest.Length);
        var read = _stream.Read(_buffer.AsSpan(_filled));
        (_filled, _hasEnded) = (_filled + read, read == 0);
    }
}
