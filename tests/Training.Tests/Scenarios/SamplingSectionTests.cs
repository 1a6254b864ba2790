using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training.Tests.Scenarios;

public sealed class SamplingSectionTests
{
    private const string World = "world: { name: maze }\n";

    [Fact]
    public void Every_sampling_key_is_read_into_its_place()
    {
        var scenario = Read("sampling: { top_k: 20, top_p: 0.8, min_p: 0.05, repetition_penalty: 1.1, min_new_tokens: 2, stop: ['</a>', ';'], grammar: true, annealing: { max: 1.3, growth: 0 } }");
        var sampling = scenario.Sampling;
        Assert.Equal((1, 20, 0.8), (sampling.Temperature, sampling.TopK, sampling.TopP));
        Assert.Equal((0.05, 1.1, 2), (sampling.MinP, sampling.RepetitionPenalty, sampling.MinNewTokens));
        Assert.Equal("</a> ;", string.Join(' ', sampling.StopStrings));
        Assert.Equal(new AnnealedTemperature(Max: 1.3, Growth: 0), sampling.Annealing);
        Assert.True(scenario.Grammar);
        Assert.False(Read("").Grammar);
        Assert.Null(Read("").Sampling.Annealing);
    }

    [Theory]
    [InlineData("sampling: { temperature: 0.5, annealing: { max: 1.3 } }", "sampling.temperature")]
    [InlineData("sampling: { annealing: { min: 2 } }", "sampling.annealing.min")]
    [InlineData("sampling: { stop: ['', a] }", "sampling.stop")]
    [InlineData("sampling: { stop: { a: 1 } }", "sampling.stop")]
    [InlineData("sampling: { minp: 0.1 }", "did you mean 'sampling.min_p'")]
    [InlineData("sampling: { top_p: 1.5 }", "sampling.top_p")]
    public void A_wrong_value_is_named_with_its_key(string yaml, string expected)
    {
        var error = Assert.Throws<ScenarioException>(() => Read(yaml));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_knows_nothing_plays_legal_words_under_the_grammar()
    {
        var scenario = Read("sampling: { grammar: true }\nlimits: { turns: 4, tokens_per_turn: 8, tokens: 8192 }");
        await using var session = PolicySession.Open(scenario);
        var plans = ScenarioEpisodes.Plans(scenario, session.Kind, Agents.Split.Test, 1, 6);
        await foreach (var record in Agents.EpisodePool.RunAsync(plans, session.Services(session.Agent(scenario.Sampling)), 6, cancellation: TestContext.Current.CancellationToken))
        {
            Assert.NotEmpty(record.Turns);
            Assert.All(record.Turns, turn => Assert.Contains(turn.Action, new[] { "up", "down", "left", "right" }));
        }
    }

    private static Scenario Read(string yaml) => ScenarioReader.Read(World + yaml, "s.yaml", ScenarioVocabulary.Default).Scenario;
}
