using System.Text.Json;
using Agentic.Testing;
using Agentic.Worlds.Search;

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
    public void Marks_articles_and_case_do_not_count(string text, string normal) => Assert.Equal(normal, AnswerMatch.Normalize(text));

    [Theory]
    [InlineData("new york city", "york city hall", 2.0 / 3)] // two words common of three and three
    [InlineData("a b b c", "b b b", 2.0 / 3)] // "b b c" without its article: "b" twice, 2 · 2 / (3 + 3)
    [InlineData("x", "y", 0)]
    [InlineData("the", "a", 1)]
    [InlineData("x", "a", 0)]
    public void F1_counts_words_with_their_repetitions(string said, string gold, double f1) => Assert.Equal(f1, AnswerMatch.TokenF1(said, [gold]), 1e-12);

    [Fact]
    public void The_best_right_answer_counts()
    {
        Assert.True(AnswerMatch.IsExact("the Dora!", ["belo", "dora"]));
        Assert.False(AnswerMatch.IsExact("dora belo", ["belo", "dora"]));
        Assert.Equal(1, AnswerMatch.TokenF1("dora", ["belo", "dora"]));
        Assert.Equal(0, AnswerMatch.TokenF1("dora", []));
    }
}

/// <summary>As the published reward compares answers.</summary>
public sealed class AnswerMatchFixtures
{
    [Fact]
    public void Answers_are_normalised_and_compared_as_published()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(FixtureFolder.Require("metrics", "answers.json")));
        var cases = file.RootElement.GetProperty("cases").EnumerateArray().ToArray();
        Assert.NotEmpty(cases);
        Assert.All(cases, one =>
        {
            var (said, gold) = (one.GetProperty("prediction").GetString()!, one.GetProperty("golden").GetString()!);
            Assert.Equal(one.GetProperty("normalized_prediction").GetString(), AnswerMatch.Normalize(said));
            Assert.Equal(one.GetProperty("normalized_golden").GetString(), AnswerMatch.Normalize(gold));
            Assert.Equal(one.GetProperty("exact").GetInt32() == 1, AnswerMatch.IsExact(said, [gold]));
            Assert.Equal(one.GetProperty("contained").GetInt32() == 1, AnswerMatch.Contains(said, [gold]));
        });
    }
}
