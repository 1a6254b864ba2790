using System.Collections;
using Agentic.Agents;

namespace Agentic.Viewer.Episodes;

/// <summary>Episodes that are read when they are looked at: ten thousand open as fast as ten. The last one read is kept. One reader at a time.</summary>
/// <param name="count">Number of episodes.</param>
/// <param name="read">Reads one by its position, 0 .. count − 1; a trajectory reader, say.</param>
public sealed class EpisodeList(int count, Func<int, EpisodeRecord> read) : IReadOnlyList<EpisodeRecord>
{
    private (int Position, EpisodeRecord Record)? _last;

    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public EpisodeRecord this[int index]
    {
        get
        {
            if (index < 0 || index >= count)
            {
                throw new ArgumentOutOfRangeException(nameof(index), $"There are {count} episodes, numbered from 0; there is no episode {index}.");
            }

            if (_last is not { } last || last.Position != index)
            {
                last = (index, read(index));
                _last = last;
            }

            return last.Record;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<EpisodeRecord> GetEnumerator()
    {
        for (var index = 0; index < count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
