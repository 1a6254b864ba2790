using Agentic.Worlds.Search.SelfPlay;

namespace Agentic.Worlds.Tests.Search.SelfPlay;

public sealed class QuestionRulesTests
{
    private const string Ten = "what is the mayor of the birthplace of dora ?"; // ten words, the mark among them

    // Each line breaks one rule more than the one below it; the first of them is named.
    [Theory]
    [InlineData(null, "", "", "format")]
    [InlineData("mira", "", "", "length")]
    [InlineData("what is the mayor of the town of dora", "a|b", "found", "length")] // nine words
    [InlineData("what is the Mira of the birthplace of dora ?", "", "", "leak")]
    [InlineData(Ten, "", "", "evidence")]
    [InlineData(Ten, "a", "found", "searches")]
    [InlineData(Ten, "a|a", "found", "searches")]
    [InlineData(Ten, "a|b|a", "found", "searches")]
    [InlineData(Ten, "a|b", "found", null)]
    [InlineData(Ten, "a|mayor MIRA", "found", null)]
    public void The_first_rule_that_is_broken_is_named(string? question, string queries, string evidence, string? failure) =>
        Assert.Equal(failure, Failure(question, queries, evidence, withQueries: false));

    [Theory]
    [InlineData("a|mayor MIRA", "query_leak")]
    [InlineData("a|b", null)]
    public void Searches_may_be_kept_from_saying_the_answer(string queries, string? failure) =>
        Assert.Equal(failure, Failure(Ten, queries, "found", withQueries: true));

    [Fact]
    public void A_question_has_ten_to_a_thousand_characters()
    {
        Assert.Equal("length", Failure("a b c d e f g h i", "a|b", "found", withQueries: false));
        Assert.Null(Failure("a b c d e f g h i j", "a|b", "found", withQueries: false));
        Assert.Null(Failure("a b c d e f g h i " + new string('j', 982), "a|b", "found", withQueries: false));
        Assert.Equal("length", Failure("a b c d e f g h i " + new string('j', 983), "a|b", "found", withQueries: false));
    }

    private static string? Failure(string? question, string queries, string evidence, bool withQueries) => QuestionRules.FirstFailure(
        question, ["mira", "vola"], [.. queries.Split('|', StringSplitOptions.RemoveEmptyEntries)], [.. evidence.Split('|', StringSplitOptions.RemoveEmptyEntries)], withQueries);
}
