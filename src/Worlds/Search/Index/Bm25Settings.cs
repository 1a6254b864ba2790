namespace Agentic.Worlds.Search.Index;

/// <summary>The published forms of BM25 that an index can be built for.</summary>
public enum Bm25Variant
{
    /// <summary>Lucene's form: positive idf, no factor k1 + 1.</summary>
    Lucene,

    /// <summary>Okapi's form as rank_bm25 has it: a negative idf is replaced by ε times the mean idf.</summary>
    Okapi,

    /// <summary>BM25L as rank_bm25 has it: its term frequency counts twice.</summary>
    L,

    /// <summary>BM25+: every passage scores δ times the idf of each word, whether it holds the word or not.</summary>
    Plus,
}

/// <summary>How passages are scored. It is fixed when an index is built.</summary>
public sealed record Bm25Settings
{
    /// <summary>The form.</summary>
    public Bm25Variant Variant { get; init; }

    /// <summary>How soon more occurrences of a word stop to count; at least 0.</summary>
    public double K1 { get; init; } = 0.9;

    /// <summary>How much the length of a passage counts, 0 to 1.</summary>
    public double B { get; init; } = 0.4;

    /// <summary>δ of <see cref="Bm25Variant.L"/> and <see cref="Bm25Variant.Plus"/>; at least 0.</summary>
    public double Delta { get; init; }

    /// <summary>ε of <see cref="Bm25Variant.Okapi"/>; at least 0.</summary>
    public double Epsilon { get; init; } = 0.25;

    /// <summary>What counts as a word.</summary>
    public WordRules Words { get; init; } = WordRules.Plain;

    /// <summary>A form with its usual settings: δ is 0.5 in L and 1 in Plus.</summary>
    public static Bm25Settings Of(Bm25Variant variant) =>
        new() { Variant = variant, Delta = variant switch { Bm25Variant.L => 0.5, Bm25Variant.Plus => 1, _ => 0 } };

    /// <summary>The settings, when they can be used.</summary>
    /// <exception cref="ArgumentException">One is out of its range; the message names it.</exception>
    public Bm25Settings Checked()
    {
        Require(Enum.IsDefined(Variant), nameof(Variant), "a known form", (int)Variant);
        Require(K1 is >= 0 and <= 1000, nameof(K1), "from 0 to 1000", K1);
        Require(B is >= 0 and <= 1, nameof(B), "from 0 to 1", B);
        Require(Delta is >= 0 and <= 1000, nameof(Delta), "from 0 to 1000", Delta);
        Require(Epsilon is >= 0 and <= 1000, nameof(Epsilon), "from 0 to 1000", Epsilon);
        return this;
    }

    private static void Require(bool holds, string name, string expected, double actual)
    {
        if (!holds)
        {
            throw new ArgumentException($"BM25's {name} must be {expected}, but is {actual}.");
        }
    }
}
