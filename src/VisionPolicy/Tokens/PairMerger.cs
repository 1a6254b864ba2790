namespace Agentic.VisionPolicy;

/// <summary>Merges the byte tokens of one piece in the order of the ranks; the leftmost of equal ones first.</summary>
internal static class PairMerger
{
    private const int ScanLimit = 128;

    /// <summary>Merges in place and says how many tokens are left.</summary>
    public static int Merge(Span<int> ids, PairTable pairs) => ids.Length <= ScanLimit ? MergeByScan(ids, pairs) : MergeByQueue(ids, pairs);

    // Short pieces: look for the lowest rank each time. Quadratic, and faster than any queue at these lengths.
    [System.Runtime.CompilerServices.SkipLocalsInit]
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

    // Long pieces, such as a line of a thousand letters: a linked list and a queue, O(n log n). A pair waits under its rank and place;
    // what its place holds by then tells whether it is stale, for a place never holds the same pair twice.
    private static int MergeByQueue(Span<int> ids, PairTable pairs)
    {
        var (next, previous, ranks) = (new int[ids.Length], new int[ids.Length], new int[ids.Length]);
        var waiting = new List<(int, ulong)>(ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            (next[i], previous[i]) = (i + 1, i - 1);
            ranks[i] = i + 1 < ids.Length ? pairs.Rank(ids[i], ids[i + 1], out _) : int.MaxValue;
            if (ranks[i] != int.MaxValue)
            {
                waiting.Add((i, Priority(ranks[i], i)));
            }
        }

        var queue = new PriorityQueue<int, ulong>(waiting);
        while (queue.TryDequeue(out var left, out var priority))
        {
            if (ranks[left] == int.MaxValue || Priority(ranks[left], left) != priority)
            {
                continue;
            }

            var right = next[left];
            pairs.Rank(ids[left], ids[right], out ids[left]);
            (ranks[right], next[left]) = (int.MaxValue, next[right]);
            if (next[left] < ids.Length)
            {
                previous[next[left]] = left;
            }

            Offer(left, ids);
            if (previous[left] >= 0)
            {
                Offer(previous[left], ids);
            }

            void Offer(int at, Span<int> tokens)
            {
                ranks[at] = next[at] < tokens.Length ? pairs.Rank(tokens[at], tokens[next[at]], out _) : int.MaxValue;
                if (ranks[at] != int.MaxValue)
                {
                    queue.Enqueue(at, Priority(ranks[at], at));
                }
            }
        }

        var count = 0;
        for (var i = 0; i < ids.Length; i = next[i])
        {
            ids[count++] = ids[i];
        }

        return count;
    }

    private static ulong Priority(int rank, int place) => ((ulong)(uint)rank << 32) | (uint)place;
}
