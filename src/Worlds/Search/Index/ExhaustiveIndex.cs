namespace Agentic.Worlds.Search.Index;

/// <summary>
/// BM25 by the book: plain arrays in memory, every posting of every word of a query summed, every passage looked at. It shares formulas
/// and words with <see cref="SearchIndex"/>, and neither file, blocks nor pruning; what both find must be equal to the bit.
/// </summary>
public sealed class ExhaustiveIndex
{
    private readonly Bm25Settings _settings;
    private readonly Bm25 _formula;
    private readonly double _meanRawIdf;
    private readonly TermTable _terms = new();
    private readonly int[] _begins;
    private readonly (int Passage, int Count)[] _postings;
    private readonly int[] _lengths;
    private readonly double[] _sums;

    /// <summary>Reads all passages, twice.</summary>
    public ExhaustiveIndex(IEnumerable<Passage> passages, Bm25Settings settings)
    {
        (_settings, var lengths, var holding) = (settings, new List<int>(), new List<int>());
        foreach (var counts in passages.Select(Counted))
        {
            lengths.Add(counts.Values.Sum());
            foreach (var term in counts.Keys)
            {
                while (holding.Count <= term)
                {
                    holding.Add(0);
                }

                holding[term]++;
            }
        }

        _begins = new int[holding.Count + 1];
        for (var term = 0; term < holding.Count; term++)
        {
            _begins[term + 1] = checked(_begins[term] + holding[term]);
        }

        _postings = new (int, int)[_begins[^1]];
        var next = _begins.AsSpan().ToArray();
        var passage = 0;
        foreach (var counts in passages.Select(Counted))
        {
            foreach (var (term, count) in counts)
            {
                _postings[next[term]++] = (passage, count);
            }

            passage++;
        }

        (_lengths, _sums) = ([.. lengths], new double[lengths.Count]);
        _formula = new Bm25(settings, lengths.Count > 0 ? (double)lengths.Sum(length => (long)length) / lengths.Count : 0);
        _meanRawIdf = holding.Count > 0 ? holding.Sum(count => Bm25.RawIdf(lengths.Count, count)) / holding.Count : 0;
    }

    /// <summary>The best passages of a query; not thread-safe.</summary>
    /// <param name="query">Any text.</param>
    /// <param name="count">How many at most, at least 1.</param>
    /// <param name="takesAll">Whether passages that hold no word of the query count too.</param>
    public IReadOnlyList<RankedPassage> Rank(string query, int count, bool takesAll = false)
    {
        Array.Clear(_sums);
        var holds = new bool[_sums.Length];
        var baseline = 0.0;
        foreach (var (term, times) in Known(query))
        {
            var postings = _postings.AsSpan(_begins[term], _begins[term + 1] - _begins[term]);
            var weight = Bm25.Idf(_settings, _lengths.Length, postings.Length, _meanRawIdf) * times;
            baseline += weight * _formula.Absent;
            foreach (var (passage, held) in postings)
            {
                _sums[passage] += weight * _formula.Part(held, _lengths[passage]);
                holds[passage] = true;
            }
        }

        var best = new List<RankedPassage>();
        for (var passage = 0; passage < _sums.Length; passage++)
        {
            if ((takesAll || holds[passage]) && (best.Count < count || _sums[passage] > best[^1].Score))
            {
                // Behind all that score as much: they come earlier in the corpus.
                var at = best.FindLastIndex(entry => entry.Score >= _sums[passage]) + 1;
                best.Insert(at, new RankedPassage(passage, _sums[passage]));
                best.RemoveRange(Math.Min(count, best.Count), best.Count - Math.Min(count, best.Count));
            }
        }

        return [.. best.Select(entry => entry with { Score = baseline + entry.Score })];
    }

    private List<(int Term, int Times)> Known(string query)
    {
        var known = new List<(int Term, int Times)>();
        var reader = new WordReader(query, _settings.Words, stackalloc byte[WordReader.MaxBytes]);
        while (reader.Next(out var word))
        {
            var term = _terms.Find(word);
            var at = known.FindIndex(entry => entry.Term == term);
            if (at >= 0)
            {
                known[at] = (term, known[at].Times + 1);
            }
            else if (term >= 0)
            {
                known.Add((term, 1));
            }
        }

        return known;
    }

    private Dictionary<int, int> Counted(Passage passage)
    {
        var counts = new Dictionary<int, int>();
        Count(passage.Title, counts);
        Count(passage.Text, counts);
        return counts;
    }

    private void Count(string text, Dictionary<int, int> counts)
    {
        var reader = new WordReader(text, _settings.Words, stackalloc byte[WordReader.MaxBytes]);
        while (reader.Next(out var word))
        {
            var term = _terms.Add(word);
            counts[term] = counts.GetValueOrDefault(term) + 1;
        }
    }
}
