namespace Agentic.Worlds.Tests.Search;

public sealed class AnswerMatchTests
{
    [Theory]
    [InlineData("The  Cat, sat.", "cat sat")]
    [InlineData("An apple a day", "apple day")]
    [InlineData("theatre", "theatre")]
    [InlineData("U.S.A.", "usa")]
    [InlineData("it’s", "it’s")]
    [InlineData("a’b", "’b")]
    [InlineData("$1,234.50", "123450")]
    [InlineData("  \t\n", "")]
    public void Marks_articles_and_case_do_not_count(string text, string normal) => Assert.Equal(normal, AnswerMatch.Normalise(text));

    [Theory]
    [InlineData("new york city", "york city hall", 2.0 / 3)] // two words common of three and three
    [InlineData("a b b c", "b b b", 2.0 / 3)] // "b b c" without its article: "b" twice, 2 · 2 / (3 + 3)
    [InlineData("x", "y", 0)]
    [InlineData("the", "a", 1)]
    [InlineData("x", "a", 0)]
    public void F1_counts_words_with_their_repetitions(string said, string gold, double f1) => Assert.Equal(f1, AnswerMatch.TokenF1(said, gold), 1e-12);

    [Fact]
    public void The_best_right_answer_counts()
    {
        Assert.True(AnswerMatch.Exact("the Dora!", "belo", "dora"));
        Assert.False(AnswerMatch.Exact("dora belo", "belo", "dora"));
        Assert.Equal(1, AnswerMatch.TokenF1("dora", "belo", "dora"));
        Assert.Equal(0, AnswerMatch.TokenF1("dora"));
    }
}
