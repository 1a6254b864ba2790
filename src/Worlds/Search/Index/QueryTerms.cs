namespace Agentic.Worlds.Search.Index;

/// <summary>A query's words that the index knows, with what a search needs for each. Used again from query to query.</summary>
internal sealed class QueryTerms
{
    private const int MostKept = 512;
    private readonly List<Term> _terms = [];

    /// <summary>How many different words.</summary>
    public int Count { get; private set; }

    /// <summary>What every passage scores, whichever words it holds.</summary>
    public double Baseline { get; private set; }

    /// <summary>Whether holding a word may lower a score, or not change it.</summary>
    public bool HasPenalties { get; private set; }

    /// <summary>A word, in the order of first occurrence in the query: scores are summed in this order, so that equal passages score the same bits.</summary>
    public Term this[int index] => _terms[index];

    /// <summary>Reads a query.</summary>
    public void Read(string query, IndexBytes bytes, IndexHeader header, Vocabulary vocabulary, Bm25 formula)
    {
        (Count, Baseline, HasPenalties) = (0, 0, false);
        var words = new WordReader(query, header.Settings.Words, stackalloc byte[WordReader.MaxBytes]);
        while (words.Next(out var word))
        {
            if (vocabulary.Find(word) is >= 0 and var number)
            {
                Add(number, bytes, header, vocabulary);
            }
        }

        for (var index = 0; index < Count; index++)
        {
            var term = _terms[index];
            term.Weight *= term.Times;
            term.Bound = term.Weight * term.Entry.MaxPart;
            Baseline += term.Weight * formula.Absent;
            HasPenalties |= term.Weight <= 0;
        }
    }

    /// <summary>Lets go of what an unusually long query needed.</summary>
    public void Shrink()
    {
        if (_terms.Count > MostKept)
        {
            _terms.RemoveRange(MostKept, _terms.Count - MostKept);
        }
    }

    private void Add(int number, IndexBytes bytes, IndexHeader header, Vocabulary vocabulary)
    {
        for (var index = 0; index < Count; index++)
        {
            if (_terms[index].Number == number)
            {
                _terms[index].Times++;
                return;
            }
        }

        if (Count == _terms.Count)
        {
            _terms.Add(new Term());
        }

        var term = _terms[Count++];
        (term.Number, term.Times, term.Entry) = (number, 1, vocabulary[number]);
        term.Weight = Bm25.Idf(header.Settings, header.Passages, term.Entry.Holding, header.MeanRawIdf);
        term.Stream.Attach(bytes, term.Entry);
        term.Probe.Attach(bytes, term.Entry);
    }

    /// <summary>One word of a query.</summary>
    internal sealed class Term
    {
        /// <summary>Its number in the vocabulary.</summary>
        public int Number { get; set; }

        /// <summary>How often the query holds it.</summary>
        public int Times { get; set; }

        public TermEntry Entry { get; set; }

        /// <summary>idf × times.</summary>
        public double Weight { get; set; }

        /// <summary>At least what it adds to any passage.</summary>
        public double Bound { get; set; }

        /// <summary>At least what it adds to a passage of the present window.</summary>
        public double WindowBound { get; set; }

        /// <summary>Reads all its postings of a window.</summary>
        public PostingCursor Stream { get; } = new();

        /// <summary>Looks single passages up.</summary>
        public PostingCursor Probe { get; } = new();
    }
}
