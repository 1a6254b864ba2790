using Agentic.Agents;
using Agentic.Training.Advantages;
using Agentic.Training.Tests.ProcessRewards;

namespace Agentic.Training.Tests.Advantages;

public sealed class SimilarStatesTests
{
    // Python's difflib.SequenceMatcher(None, a, b, autojunk=False).ratio().
    [Theory]
    [InlineData("the cat sat on the mat", "the cat sat on a mat", 0.9047619047619048)]
    [InlineData("abcd", "bcde", 0.75)]
    [InlineData("answer vuza . searches 2 .", "answer remu . searches 2 .", 0.8846153846153846)]
    [InlineData("abxcd", "abcd", 0.8888888888888888)]
    [InlineData("", "x", 0)]
    [InlineData("", "", 1)]
    [InlineData("tide", "diet", 0.25)]
    [InlineData("diet", "tide", 0.5)]
    [InlineData("a\nb c d e", "a\nb c e d", 0.7777777777777778)]
    public void Texts_are_as_alike_as_the_sequence_matcher_says(string a, string b, double ratio)
    {
        Assert.Equal(ratio, TextSimilarity.Ratio(a, b), 1e-15);
        // The bounds that save the whole comparison give nothing away.
        Assert.All(new[] { ratio - 0.01, ratio, ratio + 0.01 }, threshold => Assert.Equal(ratio >= threshold || a == b, TextSimilarity.IsAtLeast(a, b, threshold)));
    }

    [Fact]
    public async Task Turns_with_texts_much_alike_are_compared_and_others_are_not()
    {
        // Counting shows the count: within a group all texts differ in a sign or two.
        ScoredEpisode[] episodes = [await CountedEpisodes.PlayAsync(3, 4, 0, "up", "up", "up"), await CountedEpisodes.PlayAsync(3, 4, 0, "down", "up", "up", "up"), await CountedEpisodes.PlayAsync(3, 4, 1, "down", "up", "up", "up")];
        var (exact, alike) = (TurnBatch.From(episodes), TurnBatch.From(episodes, similarity: 0.1));

        Assert.Equal(episodes[0].Record.Turns.Select(turn => turn.State), exact.States_BK[0]);
        Assert.True(exact.States_BK[0].Distinct().Count() > 1);
        Assert.Single(alike.States_BK.Take(2).SelectMany(states_K => states_K).Distinct());
        // A group of its own begins its own clusters.
        Assert.Single(alike.States_BK[2].Distinct());
        Assert.Equal(exact.States_BK[2][0], alike.States_BK[2][0]);
        Assert.Equal(1, TurnAdvantages.SharedStates(alike));
        Assert.Equal(exact.States_BK, TurnBatch.From(episodes, similarity: 0.999).States_BK);
    }
}
