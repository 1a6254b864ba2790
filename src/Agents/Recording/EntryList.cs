using System.Collections;

namespace Agentic.Agents;

/// <summary>Entries as a snapshot that shares its room with longer ones: a log of 100,000 records is not copied for each that is appended.</summary>
internal sealed class EntryList : IReadOnlyList<TrajectoryEntry>
{
    private readonly Room _room;

    private EntryList(Room room, int count) => (_room, Count) = (room, count);

    /// <summary>No entries.</summary>
    public static EntryList Empty { get; } = new(new Room([], 0), 0);

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public TrajectoryEntry this[int index] => index < Count ? _room.Entries[index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The entries of an array, which is the list's from now on.</summary>
    public static EntryList Of(TrajectoryEntry[] entries) => new(new Room(entries, entries.Length), entries.Length);

    /// <summary>These entries without the last ones that begin at a byte of the log or behind it.</summary>
    public EntryList Before(long offset)
    {
        var count = Count;
        while (count > 0 && _room.Entries[count - 1].Offset >= offset)
        {
            count--;
        }

        return count == Count ? this : new EntryList(_room, count);
    }

    /// <summary>These entries and more. One caller at a time.</summary>
    public EntryList With(List<TrajectoryEntry> more)
    {
        if (more.Count == 0)
        {
            return this;
        }

        // Room behind the last entry of the longest list is free; behind an entry of a shorter one somebody may be reading.
        var room = _room;
        if (room.Used != Count || room.Entries.Length < Count + more.Count)
        {
            room = new Room(new TrajectoryEntry[Count + Math.Max(more.Count, Count / 2)], Count);
            Array.Copy(_room.Entries, room.Entries, Count);
        }

        more.CopyTo(room.Entries, Count);
        room.Used = Count + more.Count;
        return new EntryList(room, room.Used);
    }

    /// <inheritdoc/>
    public IEnumerator<TrajectoryEntry> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return _room.Entries[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Room(TrajectoryEntry[] entries, int used)
    {
        public TrajectoryEntry[] Entries { get; } = entries;

        public int Used { get; set; } = used;
    }
}
