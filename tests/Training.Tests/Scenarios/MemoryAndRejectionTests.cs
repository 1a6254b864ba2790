using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training.Tests.Scenarios;

/// <summary>The keys policy.cache_mib and train.rollout_rejection.</summary>
public sealed class MemoryAndRejectionTests
{
    private const string World = "world: { name: garden }\n";

    [Fact]
    public void Values_are_read_into_their_places()
    {
        var scenario = ScenarioSamples.Read(World + """
            policy: { cache_mib: 77 }
            train: { rollout_rejection: { kind: token_k1, low: 0.5, high: 3 } }
            """).Scenario;

        Assert.Equal(77, scenario.Policy.CacheMiB);
        Assert.Equal(new RejectionSettings("token_k1", 0.5, 3), scenario.Train.Rejection);
        // −d = log(π_sampler/π) lies between log 0.5 and log 3.
        var rule = Recipe.Of(scenario.Train).Objective.Rejection!;
        Assert.Equal(Math.Log(0.5), rule.Low, 1e-12);
        Assert.Equal(Math.Log(3), rule.High, 1e-12);
    }

    [Fact]
    public void One_ratio_stands_for_its_inverse_too_and_a_divergence_has_no_lower_bound()
    {
        var ratio = Recipe.Of(ScenarioSamples.Read(World + "train: { rollout_rejection: { kind: seq_mean_k1, high: 4 } }").Scenario.Train).Objective.Rejection!;
        var divergence = Recipe.Of(ScenarioSamples.Read(World + "train: { rollout_rejection: { kind: seq_max_k3, high: 4 } }").Scenario.Train).Objective.Rejection!;

        Assert.Equal(-Math.Log(4), ratio.Low, 1e-12);
        Assert.Equal((double.NegativeInfinity, 4), (divergence.Low, divergence.High));
    }

    [Fact]
    public void Nothing_is_left_out_by_default_and_the_defaults_are_shown()
    {
        var loaded = ScenarioSamples.Read(World);

        Assert.Null(Recipe.Of(loaded.Scenario.Train).Objective.Rejection);
        Assert.Null(loaded.Scenario.Policy.CacheMiB);
        var shown = loaded.Values.Values.ToDictionary(value => value.Path, value => value.Yaml);
        Assert.Equal(("null", "none", "null", "null"),
            (shown["policy.cache_mib"], shown["train.rollout_rejection.kind"], shown["train.rollout_rejection.low"], shown["train.rollout_rejection.high"]));
    }

    [Theory]
    [InlineData("policy: { cache_mib: 0 }", "s.yaml:2:22: policy.cache_mib: must be a whole number from 1 to 1048576, but is '0'.")]
    [InlineData("policy: { kv_cache_memory_bytes: 9 }", "s.yaml:2:11: policy.kv_cache_memory_bytes: there is no such key; did you mean 'policy.cache_mib'?")]
    [InlineData("train: { rollout_rs: token_k1 }", "did you mean 'train.rollout_rejection.kind'?")]
    [InlineData("train: { rollout_rejection: { kind: token_k4, high: 2 } }", "s.yaml:2:37: train.rollout_rejection.kind: must be one of none, ")]
    [InlineData("train: { rollout_rejection: { kind: token_k1 } }", "train.rollout_rejection.high: is missing; token_k1 needs the largest ratio that is kept, such as 2.")]
    [InlineData("train: { rollout_rejection: { high: 2 } }", "s.yaml:2:37: train.rollout_rejection.high: is read by nothing, because train.rollout_rejection.kind is 'none'")]
    [InlineData("train: { rollout_rejection: { kind: token_k1, high: 0.5 } }", "train.rollout_rejection.high: must be a ratio of at least 1 with token_k1")]
    [InlineData("train: { rollout_rejection: { kind: token_k3, low: 0.5, high: 1 } }", "s.yaml:2:52: train.rollout_rejection.low: is read by kinds that end in k1 only")]
    [InlineData("train: { rollout_rejection: { kind: token_k3, high: -1 } }", "s.yaml:2:53: train.rollout_rejection.high: must be a number from")]
    public void What_cannot_be_used_is_refused_with_its_place_and_the_way_out(string line, string message) =>
        Assert.Contains(ScenarioSamples.Mistakes(World + line), mistake => mistake.Contains(message, StringComparison.Ordinal));
}
