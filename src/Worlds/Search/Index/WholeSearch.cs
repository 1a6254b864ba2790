namespace Agentic.Worlds.Search.Index;

/// <summary>Scores every passage of a query: for words that may lower scores, where nothing can be left out.</summary>
internal static class WholeSearch
{
    /// <summary>Searches.</summary>
    /// <param name="terms">The query.</param>
    /// <param name="formula">Scores.</param>
    /// <param name="lengths">Words of each passage.</param>
    /// <param name="count">How many passages, at least 1.</param>
    /// <param name="takesAll">Whether passages that hold no word of the query count too.</param>
    /// <returns>Best first; scores without the baseline.</returns>
    public static (double Score, int Passage)[] Best(QueryTerms terms, Bm25 formula, ReadOnlySpan<int> lengths, int count, bool takesAll)
    {
        var sums = new double[lengths.Length];
        var holds = new bool[lengths.Length];
        for (var index = 0; index < terms.Count; index++)
        {
            var term = terms[index];
            while (term.Stream.TakeBefore(lengths.Length, out var passages, out var counts))
            {
                for (var at = 0; at < passages.Length; at++)
                {
                    sums[passages[at]] += term.Weight * formula.Part(counts[at], lengths[passages[at]]);
                    holds[passages[at]] = true;
                }
            }
        }

        var top = new TopList();
        top.Reset(Math.Min(count, Math.Max(1, lengths.Length)));
        for (var passage = 0; passage < sums.Length; passage++)
        {
            if (takesAll || holds[passage])
            {
                top.Offer(sums[passage], passage);
            }
        }

        return top.Drain();
    }
}
