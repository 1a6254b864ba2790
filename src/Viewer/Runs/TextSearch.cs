using System.Buffers;
using System.Collections;
using System.Text;
using Agentic.Agents;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Runs;

/// <summary>One text looked for in the episodes of a run, a few records at a time. Letters match in either case.</summary>
/// <remarks>
/// A record is read whole only when its bytes hold the text's longest stretch of plain letters, as UTF-8 or as the UTF-16 in which the log keeps
/// what is no Unicode: that passes over most records at the speed of memory.
/// </remarks>
internal sealed class TextSearch
{
    private readonly Lock _access = new();
    private readonly BitArray _hits = new(0);
    private readonly SearchValues<string>? _stretch;
    private char[] _letters = [];
    private int _scanned;
    private int _generation;

    /// <param name="text">What is looked for.</param>
    public TextSearch(string text)
    {
        Text = text;
        var stretch = Stretches(text).MaxBy(plain => plain.Length) ?? "";
        _stretch = stretch.Length > 0 ? SearchValues.Create([stretch, string.Join('\0', stretch.AsEnumerable())], StringComparison.OrdinalIgnoreCase) : null;
    }

    /// <summary>What is looked for.</summary>
    public string Text { get; }

    /// <summary>Positions from 0 on that were looked into.</summary>
    public int Scanned => Volatile.Read(ref _scanned);

    /// <summary>For each position that was looked into, whether the text was found.</summary>
    public bool[] Hits()
    {
        lock (_access)
        {
            var hits = new bool[_scanned];
            for (var at = 0; at < hits.Length; at++)
            {
                hits[at] = _hits[at];
            }

            return hits;
        }
    }

    /// <summary>Looks into the next records. One caller at a time.</summary>
    /// <param name="reader">The log.</param>
    /// <param name="records">How many at most.</param>
    /// <param name="bytes">Bytes after which it stops.</param>
    /// <param name="buffer">Room for a record.</param>
    public void LookIntoNext(TrajectoryReader reader, int records, long bytes, ref byte[] buffer)
    {
        var (entries, generation) = (reader.Entries, _generation);
        for (var end = Math.Min(entries.Count, Scanned + records); Scanned < end && bytes > 0;)
        {
            bytes -= entries[Scanned].Length;
            var isHit = IsIn(reader, Scanned, ref buffer);
            lock (_access)
            {
                if (generation != _generation)
                {
                    return;
                }

                if (_scanned == _hits.Length)
                {
                    _hits.Length = Math.Max(1024, _hits.Length * 2);
                }

                _hits[_scanned] = isHit;
                Volatile.Write(ref _scanned, _scanned + 1);
            }
        }
    }

    /// <summary>Forgets what comes after the first <paramref name="count"/>, when the log was cut.</summary>
    public void Truncate(int count)
    {
        lock (_access)
        {
            _generation++;
            Volatile.Write(ref _scanned, Math.Min(_scanned, count));
        }
    }

    private bool IsIn(TrajectoryReader reader, int position, ref byte[] buffer)
    {
        try
        {
            return MayBeIn(reader.ReadPayload(position, ref buffer).Span) && EpisodeWords.Contain(reader.Read(position), Text);
        }
        catch (TrajectoryException)
        {
            // It is listed as damaged, and says why when it is opened.
            return false;
        }
    }

    private bool MayBeIn(ReadOnlySpan<byte> payload)
    {
        if (_stretch is null)
        {
            return true;
        }

        if (_letters.Length < payload.Length)
        {
            _letters = new char[payload.Length];
        }

        var letters = _letters.AsSpan(0, Encoding.Latin1.GetChars(payload, _letters));
        return letters.ContainsAny(_stretch);
    }

    private static IEnumerable<string> Stretches(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = text.AsSpan(start).IndexOfAnyExceptInRange('\u0001', '\u007f') is var end && end < 0 ? text.Length - start : end;
            if (length > 0)
            {
                yield return text.Substring(start, length);
            }

            start += length + 1;
        }
    }
}
