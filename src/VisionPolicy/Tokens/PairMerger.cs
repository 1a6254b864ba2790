namespace Agentic.VisionPolicy;

/// <summary>Merges the byte tokens of one piece in the order of the ranks; the leftmost of equal ones first.</summary>
internal static class PairMerger
{
    private const int ScanLimit = 128;

    /// <summary>Merges in place and says how many tokens are left.</summary>
    public static int Merge(Span<int> ids, PairTable pairs) => ids.Length <= ScanLimit ? MergeByScan(ids, pairs) : MergeByQueue(ids, pairs);

    // Short pieces: look for the lowest rank each time. Quadratic, and faster than any queue at these lengths.
    private static int MergeByScan(Span<int> ids, PairTable pairs)
    {
        Span<int> ranks = stackalloc int[ScanLimit];
        var count = ids.Length;
        for (var i = 0; i + 1 < count; i++)
        {
            ranks[i] = pairs.Rank(ids[i], ids[i + 1], out _);
        }

        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < count; i++)
            {
                best = ranks[i] < ranks[best] ? i : best;
            }

            if (ranks[best] == int.MaxValue)
            {
                break;
            }

            pairs.Rank(ids[best], ids[best + 1], out ids[best]);
            ids[(best + 2)..count].CopyTo(ids[(best + 1)..]);
            ranks[(best + 1)..count].CopyTo(ranks[best..]);
            count--;
            ranks[best] = best + 1 < count ? pairs.Rank(ids[best], ids[best + 1], out _) : int.MaxValue;
            if (best > 0)
            {
                ranks[best - 1] = pairs.Rank(ids[best - 1], ids[best], out _);
            }
        }

        return count;
    }

    // Long pieces, such as a line of a thousand letters: a linked list and a queue, O(n log n).
    private static int MergeByQueue(Span<int> ids, PairTable pairs)
    {
        var (next, previous) = (new int[ids.Length], new int[ids.Length]);
        var queue = new PriorityQueue<(int Left, int LeftId, int RightId), (int Rank, int Left)>();
        for (var i = 0; i < ids.Length; i++)
        {
            (next[i], previous[i]) = (i + 1, i - 1);
        }

        for (var i = 0; i + 1 < ids.Length; i++)
        {
            Offer(queue, pairs, ids, i, i + 1);
        }

        while (queue.TryDequeue(out var pair, out _))
        {
            var right = next[pair.Left];
            // Stale when either side has merged since: a swallowed token holds −1.
            if (ids[pair.Left] != pair.LeftId || right >= ids.Length || ids[right] != pair.RightId)
            {
                continue;
            }

            pairs.Rank(pair.LeftId, pair.RightId, out ids[pair.Left]);
            ids[right] = -1;
            next[pair.Left] = next[right];
            if (next[right] < ids.Length)
            {
                previous[next[right]] = pair.Left;
                Offer(queue, pairs, ids, pair.Left, next[right]);
            }

            if (previous[pair.Left] >= 0)
            {
                Offer(queue, pairs, ids, previous[pair.Left], pair.Left);
            }
        }

        var count = 0;
        for (var i = 0; i < ids.Length; i = next[i])
        {
            ids[count++] = ids[i];
        }

        return count;
    }

    private static void Offer(PriorityQueue<(int, int, int), (int, int)> queue, PairTable pairs, ReadOnlySpan<int> ids, int left, int right)
    {
        var rank = pairs.Rank(ids[left], ids[right], out _);
        if (rank != int.MaxValue)
        {
            queue.Enqueue((left, ids[left], ids[right]), (rank, left));
        }
    }
}
