namespace Agentic.VisionPolicy;

/// <summary>Finds borders in a row of scores without sorting all of it: buckets by distance from the top, and a sort of the one that holds the border.</summary>
internal static class ScoreRanking
{
    private const int Buckets = 1024;
    private const float PerNat = 32;

    /// <summary>The k-th largest score; −∞ when fewer are above −∞.</summary>
    /// <param name="scores">The row.</param>
    /// <param name="k">1 or more.</param>
    /// <param name="work">As long as the row; overwritten.</param>
    public static float KthLargest(ReadOnlySpan<float> scores, int k, Span<float> work)
    {
        var top = Softmax.Largest(scores);
        Span<int> counts = stackalloc int[Buckets];
        counts.Clear();
        foreach (var score in scores)
        {
            if (score > float.NegativeInfinity)
            {
                counts[Bucket(top - score)]++;
            }
        }

        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            if (k <= counts[bucket])
            {
                var candidates = Collect(scores, top, bucket, work);
                candidates.Sort();
                return candidates[^k];
            }

            k -= counts[bucket];
        }

        return float.NegativeInfinity;
    }

    /// <summary>The smallest score that is kept when the most likely tokens are taken until their probability reaches p, and how many of its ties.</summary>
    /// <param name="scores">The row.</param>
    /// <param name="p">Wanted probability, below 1.</param>
    /// <param name="work">As long as the row; overwritten.</param>
    public static (float Limit, int Ties) Nucleus(ReadOnlySpan<float> scores, double p, Span<float> work)
    {
        var (top, total, _) = Softmax.Weigh(scores, 1, work);
        Span<double> sums = stackalloc double[Buckets];
        sums.Clear();
        for (var id = 0; id < scores.Length; id++)
        {
            if (scores[id] > float.NegativeInfinity)
            {
                sums[Bucket(top - scores[id])] += work[id];
            }
        }

        var (needed, before, chosen) = (p * total, 0.0, 0);
        while (chosen < Buckets - 1 && before + sums[chosen] < needed)
        {
            before += sums[chosen++];
        }

        var candidates = Collect(scores, top, chosen, work);
        candidates.Sort();
        // At least one stays; a token stays while those above it do not reach p. Rounding may leave the last bucket empty: then all stay.
        var (limit, ties) = (float.NegativeInfinity, int.MaxValue);
        for (var at = candidates.Length - 1; at >= 0; at--)
        {
            if (at < candidates.Length - 1 && before >= needed)
            {
                break;
            }

            ties = candidates[at] == limit ? ties + 1 : 1;
            limit = candidates[at];
            before += Softmax.Exp(limit - top);
        }

        return (limit, ties);
    }

    private static int Bucket(float distance) => distance < (Buckets - 1) / PerNat ? (int)(distance * PerNat) : Buckets - 1;

    private static Span<float> Collect(ReadOnlySpan<float> scores, float top, int bucket, Span<float> work)
    {
        var count = 0;
        foreach (var score in scores)
        {
            if (score > float.NegativeInfinity && Bucket(top - score) == bucket)
            {
                work[count++] = score;
            }
        }

        return work[..count];
    }
}
