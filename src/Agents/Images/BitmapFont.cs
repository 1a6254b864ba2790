using System.Collections.Frozen;

namespace Agentic.Agents;

/// <summary>Our own letters: 5 × 7 dots in cells of 6 × 9, for ASCII 32–126, the four suits and the four arrows.</summary>
public static class BitmapFont
{
    /// <summary>Dots of a glyph from left to right.</summary>
    public const int GlyphWidth = 5;

    /// <summary>Dots of a glyph from top to bottom.</summary>
    public const int GlyphHeight = 7;

    /// <summary>Dots from one glyph to the next.</summary>
    public const int Advance = 6;

    /// <summary>Dots from one line to the next.</summary>
    public const int LineHeight = 9;

    private const int FirstAscii = 32;
    private const int LastAscii = 126;

    private static readonly ulong Unknown = Dots("#####|#...#|#...#|#...#|#...#|#...#|#####");
    private static readonly FrozenDictionary<char, ulong> ByLetter = BitmapGlyphs.Rows.ToFrozenDictionary(row => row[0], row => Dots(row[2..]));
    private static readonly ulong[] Ascii = [.. Enumerable.Range(FirstAscii, LastAscii - FirstAscii + 1).Select(code => ByLetter[(char)code])];

    /// <summary>The 35 dots of a letter: bit 5 · row + column. A letter without a glyph is an empty box.</summary>
    public static ulong Glyph(char letter)
    {
        var index = letter - FirstAscii;
        return (uint)index < (uint)Ascii.Length ? Ascii[index] : ByLetter.GetValueOrDefault(letter, Unknown);
    }

    /// <summary>Whether the letter has a glyph of its own.</summary>
    public static bool Has(char letter) => ByLetter.ContainsKey(letter);

    /// <summary>Pixels that one line of text takes from its first to its last column of dots.</summary>
    public static int Width(int letters, int scale = 1) => letters == 0 ? 0 : ((letters * Advance) - (Advance - GlyphWidth)) * scale;

    private static ulong Dots(string art)
    {
        var dots = art.Replace("|", "", StringComparison.Ordinal);
        if (dots.Length != GlyphWidth * GlyphHeight)
        {
            throw new InvalidOperationException($"A glyph has {GlyphWidth * GlyphHeight} dots, but '{art}' has {dots.Length}.");
        }

        var bits = 0UL;
        for (var i = 0; i < dots.Length; i++)
        {
            bits |= dots[i] == '#' ? 1UL << i : 0;
        }

        return bits;
    }
}
