namespace Agentic.Worlds.Search.Index;

/// <summary>
/// The formulas. A passage's score is the sum over the query's words of idf × part, a word counting as often as the query holds it;
/// part depends on how often the passage holds the word and on the passage's length in words.
/// </summary>
/// <remarks>
/// Robertson and Zaragoza 2009 (Okapi), Lv and Zhai 2011 (L, Plus), in the forms that rank_bm25 0.2.2 and bm25s (Lucene) compute.
/// Under Plus every passage scores <see cref="Absent"/> × idf beside the part.
/// </remarks>
public readonly struct Bm25
{
    private readonly Bm25Settings _settings;
    private readonly double _factor;
    private readonly double _constant;
    private readonly double _slope;
    private readonly bool _isL;

    /// <param name="settings">The form and its numbers.</param>
    /// <param name="meanLength">Words of a passage in the mean, empty ones included.</param>
    public Bm25(Bm25Settings settings, double meanLength)
    {
        _settings = settings;
        _isL = settings.Variant == Bm25Variant.L;
        _factor = settings.Variant == Bm25Variant.Lucene ? 1 : settings.K1 + 1;
        var scale = _isL ? 1 : settings.K1;
        _constant = scale * (1 - settings.B);
        _slope = meanLength > 0 ? scale * settings.B / meanLength : 0;
    }

    /// <summary>What a word's idf is multiplied by in every passage: δ under Plus, else 0.</summary>
    public double Absent => _settings.Variant == Bm25Variant.Plus ? _settings.Delta : 0;

    /// <summary>The part of a word that a passage holds: positive, larger for more occurrences, smaller for longer passages.</summary>
    /// <param name="count">How often, at least 1.</param>
    /// <param name="length">The passage's words, at least <paramref name="count"/>.</param>
    public double Part(int count, int length)
    {
        var norm = _constant + (_slope * length);
        if (!_isL)
        {
            return count * _factor / (count + norm);
        }

        var shifted = (count / norm) + _settings.Delta;
        return count * _factor * shifted / (_settings.K1 + shifted);
    }

    /// <summary>How much a word says.</summary>
    /// <param name="settings">The form.</param>
    /// <param name="passages">How many there are.</param>
    /// <param name="holding">How many of them hold the word, at least 1.</param>
    /// <param name="meanRawIdf">The mean of <see cref="RawIdf"/> over all words.</param>
    public static double Idf(Bm25Settings settings, long passages, long holding, double meanRawIdf) => settings.Variant switch
    {
        Bm25Variant.Lucene => Math.Log(1 + ((passages - holding + 0.5) / (holding + 0.5))),
        Bm25Variant.L => Math.Log((passages + 1) / (holding + 0.5)),
        Bm25Variant.Plus => Math.Log((passages + 1) / (double)holding),
        _ => RawIdf(passages, holding) is >= 0 and var raw ? raw : settings.Epsilon * meanRawIdf,
    };

    /// <summary>Okapi's idf before its negative values are replaced.</summary>
    public static double RawIdf(long passages, long holding) => Math.Log(passages - holding + 0.5) - Math.Log(holding + 0.5);
}
