using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>The episodes that were looked at last, so that paging through a long one reads it once. Bounded in bytes. Safe for many threads.</summary>
internal sealed class RecordCache
{
    private const int MaxRecords = 8;
    private const long MaxBytes = 16 << 20;

    private readonly Lock _access = new();
    private readonly List<(TrajectoryReader Reader, long Offset, int Bytes, EpisodeRecord Record)> _latest = [];

    /// <summary>Reads a record, or gives the one that was read a moment ago.</summary>
    /// <exception cref="TrajectoryException">It is damaged.</exception>
    public EpisodeRecord Read(TrajectoryReader reader, int position)
    {
        var entry = reader.Entries[position];
        lock (_access)
        {
            var at = _latest.FindIndex(kept => ReferenceEquals(kept.Reader, reader) && kept.Offset == entry.Offset && kept.Bytes == entry.Length);
            if (at >= 0)
            {
                var found = _latest[at];
                _latest.RemoveAt(at);
                _latest.Add(found);
                return found.Record;
            }
        }

        var record = reader.Read(position);
        lock (_access)
        {
            _latest.Add((reader, entry.Offset, entry.Length, record));
            while (_latest.Count > 1 && (_latest.Count > MaxRecords || _latest.Sum(kept => (long)kept.Bytes) > MaxBytes))
            {
                _latest.RemoveAt(0);
            }
        }

        return record;
    }
}
