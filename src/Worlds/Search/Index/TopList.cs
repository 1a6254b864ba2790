namespace Agentic.Worlds.Search.Index;

/// <summary>The best passages so far: a heap with the worst at its root. Of equal scores the earlier passage is better.</summary>
internal sealed class TopList
{
    private (double Score, int Passage)[] _entries = new (double, int)[16];
    private int _capacity;

    /// <summary>How many are in it.</summary>
    public int Count { get; private set; }

    /// <summary>A passage that comes later than all so far must score more than this.</summary>
    public double Threshold => Count < _capacity ? double.NegativeInfinity : _entries[0].Score;

    /// <summary>Empties it.</summary>
    /// <param name="capacity">How many it keeps, at least 1.</param>
    public void Reset(int capacity)
    {
        (_capacity, Count) = (capacity, 0);
        if (_entries.Length < capacity)
        {
            _entries = new (double, int)[capacity];
        }
    }

    /// <summary>Takes a passage if it is among the best.</summary>
    public void Offer(double score, int passage)
    {
        if (Count < _capacity)
        {
            _entries[Count] = (score, passage);
            Rise(Count++);
        }
        else if (IsWorse(_entries[0], (score, passage)))
        {
            _entries[0] = (score, passage);
            Sink();
        }
    }

    /// <summary>Empties it into an array, best first.</summary>
    public (double Score, int Passage)[] Drain()
    {
        var sorted = _entries.AsSpan(0, Count).ToArray();
        Array.Sort(sorted, (left, right) => IsWorse(left, right) ? 1 : IsWorse(right, left) ? -1 : 0);
        Count = 0;
        return sorted;
    }

    private static bool IsWorse((double Score, int Passage) left, (double Score, int Passage) right) =>
        left.Score < right.Score || (left.Score == right.Score && left.Passage > right.Passage);

    private void Rise(int at)
    {
        while (at > 0 && (at - 1) / 2 is var parent && IsWorse(_entries[at], _entries[parent]))
        {
            (_entries[at], _entries[parent]) = (_entries[parent], _entries[at]);
            at = parent;
        }
    }

    private void Sink()
    {
        for (var at = 0; ;)
        {
            var child = (2 * at) + 1;
            if (child >= Count)
            {
                return;
            }

            child += child + 1 < Count && IsWorse(_entries[child + 1], _entries[child]) ? 1 : 0;
            if (!IsWorse(_entries[child], _entries[at]))
            {
                return;
            }

            (_entries[at], _entries[child]) = (_entries[child], _entries[at]);
            at = child;
        }
    }
}
