using Agentic.Viewer.Terminal;

namespace Agentic.Viewer.Tests.Terminal;

public sealed class TextTests
{
    [Fact]
    public void Escape_sequences_of_a_policy_are_shown_and_not_obeyed() =>
        Assert.Equal("a␛[2Jb␍\nc    d\\u{202e}e\\u{9b}", PlainText.Visible("a\e[2Jb\r\nc\td\u202Ee\u009B"));

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("日本", 4)]
    [InlineData("e\u0301", 1)]
    public void Width_counts_cells(string text, int cells) => Assert.Equal(cells, PlainText.Width(text));

    [Fact]
    public void Numbers_stand_to_the_right_and_words_to_the_left() => Assert.Equal(
        """
        ┌──────┬───────┐
        │ what │ share │
        ├──────┼───────┤
        │ a    │   5 % │
        │ long │  50 % │
        └──────┴───────┘

        """.ReplaceLineEndings("\n"),
        Table.Render(["what", "share"], [["a", "5 %"], ["long", "50 %"]]));

    [Fact]
    public void A_row_of_another_length_is_refused_by_number()
    {
        var failure = Assert.Throws<ArgumentException>(() => Table.Render(["a", "b"], [["1", "2"], ["3"]]));
        Assert.Contains("Row 1 has 1 cells, but the table has 2 columns", failure.Message);
    }

    [Fact]
    public void A_sparkline_spans_its_range() => Assert.Equal("▁▅█ █", Sparkline.Render([0, 0.5, 1, double.NaN, 1]));

    // Bins of two: means 0.5 and 2.5 of 0 … 3; levels round(0.5 / 3 · 7) = 1 and round(2.5 / 3 · 7) = 6.
    [Fact]
    public void A_long_sparkline_is_averaged_in_bins() => Assert.Equal("▂▇", Sparkline.Render([0, 1, 2, 3], width: 2));

    [Fact]
    public void A_rising_line_goes_from_the_lower_left_to_the_upper_right()
    {
        var lines = TerminalChart.Render([(0, 0), (100, 1)], "success", width: 8, height: 2).Split('\n');
        Assert.Equal("success", lines[0]);
        Assert.StartsWith("       1 ┤", lines[1]);
        Assert.StartsWith("       0 ┤", lines[2]);

        // 16 dots over 8 cells: the first half below, the second above; the corners are dots 7 and 4 of their cells.
        Assert.Equal("    ", lines[1][10..14]);
        Assert.Equal(0x40, (lines[2][10] - 0x2800) & 0x40);
        Assert.Equal(0x08, (lines[1][17] - 0x2800) & 0x08);
        Assert.Equal("          0    100", lines[4]);
    }

    [Fact]
    public void A_chart_without_values_says_so() => Assert.Contains("no values yet", TerminalChart.Render([(0, double.NaN)], "success"));
}
