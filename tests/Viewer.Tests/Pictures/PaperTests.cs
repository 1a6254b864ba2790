using Agentic.Agents;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Tests.Marks;

public sealed class PaperTests
{
    private static readonly Rgb Ink = new(1, 2, 3);

    [Fact]
    public void Letters_are_the_dots_of_the_font()
    {
        var paper = new Paper(20, 20);
        paper.Text(2, 3, "L", Ink, scale: 2);

        // An L is its left column and its lowest row: 7 + 5 − 1 dots of 2 × 2.
        Assert.Equal(11 * 4, Enumerable.Range(0, 400).Count(at => paper.Frame.Rgb[at * 3] == Ink.R));
        Assert.Equal(Ink.R, paper.Frame.Rgb[((3 * 20) + 2) * 3]);
        Assert.Equal(Ink.R, paper.Frame.Rgb[(((3 + 13) * 20) + 2 + 9) * 3]);
        Assert.Equal(0, paper.Frame.Rgb[((3 * 20) + 2 + 9) * 3]);
    }

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "lon..")]
    [InlineData("longer", 2, "lo")]
    [InlineData("longer", 0, "")]
    [InlineData("a\nb\u001b", 5, "a b\u241b")]
    public void A_line_that_does_not_fit_is_cut(string text, int letters, string expected) => Assert.Equal(expected, Paper.Fitted(text, letters));

    [Fact]
    public void Whatever_lies_outside_is_clipped()
    {
        var paper = new Paper(4, 4);
        paper.Rectangle(-2, -2, 4, 4, Ink);
        paper.Rectangle(3, 3, 100, 100, Ink);
        paper.Picture(3, -1, new ImageFrame(2, 2, [9, 9, 9, 9, 9, 9, 7, 7, 7, 8, 8, 8]));
        Assert.Equal([1, 1, 0, 7, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], Enumerable.Range(0, 16).Select(at => (int)paper.Frame.Rgb[at * 3]));
    }
}
