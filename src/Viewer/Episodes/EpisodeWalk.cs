using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Viewer.Episodes;

/// <summary>In which order episodes are walked through.</summary>
public enum EpisodeOrder
{
    /// <summary>As they were recorded.</summary>
    Recorded,

    /// <summary>The best return first; those without one last.</summary>
    BestReturn,

    /// <summary>The worst return first; those without one last.</summary>
    WorstReturn,

    /// <summary>The most turns first.</summary>
    MostTurns,

    /// <summary>By the word of their end.</summary>
    End,
}

/// <summary>The episodes of a log that somebody wants to see, in the order wanted. It looks for appended ones when told; one reader at a time.</summary>
/// <param name="reader">The log; borrowed.</param>
public sealed class EpisodeWalk(TrajectoryReader reader)
{
    private (int Position, EpisodeRecord? Record, string? Damage) _last = (-1, null, null);

    /// <summary>Positions in the log, in the order of the walk.</summary>
    public ImmutableArray<int> Positions { get; private set; } = [.. Enumerable.Range(0, reader.Count)];

    /// <summary>Episodes in the log.</summary>
    public int Total => reader.Count;

    /// <summary>What is selected.</summary>
    public EpisodeSelection Selection { get; private set; } = new();

    /// <summary>The order.</summary>
    public EpisodeOrder Order { get; private set; }

    /// <summary>What the index says of the episode at a place of the walk.</summary>
    public TrajectoryEntry this[int place] => reader.Entries[Positions[place]];

    /// <summary>Selects and orders anew. When nothing is left, all stays as it is.</summary>
    /// <returns>Whether there is something to see.</returns>
    public bool Choose(EpisodeSelection selection, EpisodeOrder order)
    {
        var positions = Sorted(selection.Positions(reader), order);
        if (positions.Length == 0)
        {
            return false;
        }

        (Selection, Order, Positions) = (selection, order, positions);
        return true;
    }

    /// <summary>Looks for episodes that were appended to the log; the walk of the ones known goes on as it is.</summary>
    /// <returns>How many are new in the walk.</returns>
    public int Refresh()
    {
        if (reader.Refresh() == 0)
        {
            return 0;
        }

        // In another order the new ones stand among the old: a place in the walk would mean another episode.
        var known = Positions.ToHashSet();
        ImmutableArray<int> more = [.. Selection.Positions(reader).Where(position => !known.Contains(position))];
        Positions = Positions.AddRange(more);
        return more.Length;
    }

    /// <summary>Place of a position of the log; −1 when it is not in the walk.</summary>
    public int PlaceOf(int position) => Positions.IndexOf(position);

    /// <summary>Place of the episode that another one claims to have grown from; null when it is not in the walk.</summary>
    public int? PlaceOf(EpisodeParent parent)
    {
        var entries = reader.Entries;
        for (var place = 0; place < Positions.Length; place++)
        {
            if (entries[Positions[place]].Episode == parent.Episode && !entries[Positions[place]].IsDamaged)
            {
                return place;
            }
        }

        return null;
    }

    /// <summary>Members of a group, in their order, by positions in the log.</summary>
    public ImmutableArray<int> Members(long group)
    {
        var entries = reader.Entries;
        return [.. Enumerable.Range(0, entries.Count).Where(at => entries[at].Group == group && !entries[at].IsDamaged).OrderBy(at => entries[at].Member)];
    }

    /// <summary>What the index says of a position of the log.</summary>
    public TrajectoryEntry Entry(int position) => reader.Entries[position];

    /// <summary>Reads the episode at a place of the walk; the last one read is kept.</summary>
    /// <param name="place">Place in the walk.</param>
    /// <param name="damage">Why it cannot be read, or null.</param>
    public EpisodeRecord? Read(int place, out string? damage)
    {
        var position = Positions[place];
        if (_last.Position != position)
        {
            try
            {
                _last = (position, reader.Read(position), null);
            }
            catch (TrajectoryException broken)
            {
                _last = (position, null, broken.Message);
            }
        }

        damage = _last.Damage;
        return _last.Record;
    }

    private ImmutableArray<int> Sorted(IEnumerable<int> positions, EpisodeOrder order)
    {
        var entries = reader.Entries;
        return order switch
        {
            EpisodeOrder.BestReturn => [.. positions.OrderBy(at => double.IsNaN(entries[at].Return)).ThenByDescending(at => entries[at].Return)],
            EpisodeOrder.WorstReturn => [.. positions.OrderBy(at => double.IsNaN(entries[at].Return)).ThenBy(at => entries[at].Return)],
            EpisodeOrder.MostTurns => [.. positions.OrderByDescending(at => entries[at].Turns)],
            EpisodeOrder.End => [.. positions.OrderBy(at => entries[at].EndName, StringComparer.Ordinal)],
            _ => [.. positions],
        };
    }
}
