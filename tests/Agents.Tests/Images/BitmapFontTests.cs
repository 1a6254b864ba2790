using Agentic.Agents;

namespace Agentic.Agents.Tests.Images;

public sealed class BitmapFontTests
{
    private static readonly string Letters = string.Concat(Enumerable.Range(32, 95).Select(code => (char)code)) + "♠♥♦♣↑→↓←";

    [Fact]
    public void Every_letter_has_a_glyph_of_its_own()
    {
        Assert.All(Letters, letter => Assert.True(BitmapFont.Has(letter), $"'{letter}' is missing"));
        Assert.Equal(Letters.Length, Letters.Select(BitmapFont.Glyph).Distinct().Count());
        Assert.Equal(0UL, BitmapFont.Glyph(' '));
    }

    [Fact]
    public void A_letter_without_a_glyph_is_an_empty_box()
    {
        // 5 + 5 dots above and below, 2 in each of the five rows between.
        Assert.False(BitmapFont.Has('☃'));
        Assert.Equal(20, System.Numerics.BitOperations.PopCount(BitmapFont.Glyph('☃')));
        Assert.Equal(BitmapFont.Glyph('☃'), BitmapFont.Glyph('\0'));
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 1, 5)]
    [InlineData(3, 1, 17)]
    [InlineData(3, 2, 34)]
    public void A_line_is_as_wide_as_its_dots(int letters, int scale, int pixels) => Assert.Equal(pixels, BitmapFont.Width(letters, scale));
}
