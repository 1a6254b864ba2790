using System.Numerics;

namespace Agentic.Worlds.Search.Index;

/// <summary>The best passages of a query, exactly, without looking at most of the others. One search at a time; used again and again.</summary>
/// <remarks>
/// Passages are taken in windows. Within a window, the words of least bound that together cannot lift a passage into the list are not
/// read; of the others all postings are summed, and only sums that the unread words could lift are completed, word by word, for as long
/// as they can still get there (MaxScore, Turtle and Flood 1995, with the bounds of blocks, Ding and Suel 2011). Whatever enters the list
/// is summed again in the order of the query, so that its score has the bits of exhaustive scoring.
/// </remarks>
internal sealed class TopSearch
{
    private const int Window = 2048;
    private const int BitsOfWord = 64;

    // Far more than the rounding of a sum of a million terms, far less than any difference that matters.
    private const double Slack = 1 + 1e-9;

    private readonly double[] _sums = new double[Window];
    private readonly ulong[] _touched = new ulong[Window / BitsOfWord];
    private readonly TopList _top = new();
    private QueryTerms.Term[] _byBound = [];
    private double[] _boundsUpTo = [];

    /// <summary>Searches.</summary>
    /// <param name="terms">The query; no word of it may lower a score.</param>
    /// <param name="formula">Scores.</param>
    /// <param name="lengths">Words of each passage.</param>
    /// <param name="count">How many passages, at least 1.</param>
    /// <returns>Passages that hold a word of the query, best first; scores without the baseline.</returns>
    public (double Score, int Passage)[] Best(QueryTerms terms, Bm25 formula, ReadOnlySpan<int> lengths, int count)
    {
        _top.Reset(Math.Min(count, Math.Max(1, lengths.Length)));
        if (_byBound.Length < terms.Count)
        {
            _byBound = new QueryTerms.Term[terms.Count];
            _boundsUpTo = new double[terms.Count];
        }

        var byBound = _byBound.AsSpan(0, terms.Count);
        for (var index = 0; index < byBound.Length; index++)
        {
            byBound[index] = terms[index];
        }

        for (var first = 0; first < lengths.Length && terms.Count > 0; first += Window)
        {
            SearchWindow(terms, byBound, formula, lengths, first, Math.Min(first + Window, lengths.Length));
        }

        return _top.Drain();
    }

    private void SearchWindow(QueryTerms terms, Span<QueryTerms.Term> byBound, Bm25 formula, ReadOnlySpan<int> lengths, int first, int end)
    {
        foreach (var term in byBound)
        {
            term.WindowBound = term.Weight * term.Stream.BoundWithin(first, end);
        }

        Sort(byBound);
        var (unread, sum) = (0, 0.0);
        for (var index = 0; index < byBound.Length; index++)
        {
            sum += byBound[index].WindowBound;
            _boundsUpTo[index] = sum;
            unread = sum * Slack <= _top.Threshold ? index + 1 : unread;
        }

        if (unread == byBound.Length)
        {
            return;
        }

        foreach (var term in byBound[unread..])
        {
            if (term.WindowBound > 0)
            {
                Accumulate(term, formula, lengths, first, end);
            }
        }

        for (var word = 0; word < _touched.Length; word++)
        {
            for (var bits = _touched[word]; bits != 0; bits &= bits - 1)
            {
                var offset = (word * BitsOfWord) + BitOperations.TrailingZeroCount(bits);
                var known = _sums[offset];
                _sums[offset] = 0;
                Consider(terms, byBound[..unread], formula, lengths, first + offset, known);
            }

            _touched[word] = 0;
        }
    }

    private void Accumulate(QueryTerms.Term term, Bm25 formula, ReadOnlySpan<int> lengths, int first, int end)
    {
        var weight = term.Weight;
        var sums = _sums.AsSpan();
        var touched = _touched.AsSpan();
        term.Stream.MoveTo(first);
        while (term.Stream.TakeBefore(end, out var passages, out var counts))
        {
            for (var index = 0; index < passages.Length; index++)
            {
                var passage = passages[index];
                var offset = passage - first;
                sums[offset] += weight * formula.Part(counts[index], lengths[passage]);
                touched[offset / BitsOfWord] |= 1UL << offset;
            }
        }
    }

    private void Consider(QueryTerms terms, ReadOnlySpan<QueryTerms.Term> unread, Bm25 formula, ReadOnlySpan<int> lengths, int passage, double known)
    {
        var threshold = _top.Threshold;
        for (var index = unread.Length - 1; index >= 0; index--)
        {
            if ((known + _boundsUpTo[index]) * Slack <= threshold)
            {
                return;
            }

            known += Add(unread[index], formula, lengths, passage);
        }

        if (known * Slack <= threshold)
        {
            return;
        }

        var exact = 0.0;
        for (var index = 0; index < terms.Count; index++)
        {
            exact += Add(terms[index], formula, lengths, passage);
        }

        _top.Offer(exact, passage);
    }

    private static double Add(QueryTerms.Term term, Bm25 formula, ReadOnlySpan<int> lengths, int passage) =>
        term.Probe.CountIn(passage) is > 0 and var count ? term.Weight * formula.Part(count, lengths[passage]) : 0;

    // By insertion: few words, nearly in order from window to window.
    private static void Sort(Span<QueryTerms.Term> terms)
    {
        for (var index = 1; index < terms.Length; index++)
        {
            var moved = terms[index];
            var at = index;
            for (; at > 0 && terms[at - 1].WindowBound > moved.WindowBound; at--)
            {
                terms[at] = terms[at - 1];
            }

            terms[at] = moved;
        }
    }
}
