using Agentic.Training.Advantages;
using Agentic.Training.Scenarios;
using Agentic.Training.Tests.Scenarios;

namespace Agentic.Training.Tests.Advantages;

public sealed class NegativeScalingTests
{
    // 0.5 + 1.5 · mean, at most 1: full strength from a third on.
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.25, 0.875)]
    [InlineData(1.0 / 3, 1)]
    [InlineData(0.5, 1)]
    [InlineData(-1, 0)]
    public void The_factor_rises_with_the_groups_mean_return(double mean, double factor) => Assert.Equal(factor, NegativeScaling.Factor(mean), 1e-12);

    // Mean 1/4: 0.875 · −0.5 = −0.4375. The second group, interleaved, has the mean 1/2 and keeps its own.
    [Fact]
    public void Only_what_is_negative_is_scaled_and_each_group_by_its_own_mean() => Assert.Equal(
        [1.5, -1, -0.4375, -0.4375, 1, -0.4375],
        NegativeScaling.Apply([1.5, -1, -0.5, -0.5, 1, -0.5], [1, 0, 0, 0, 1, 0], [7, 3, 7, 7, 3, 7]), (left, right) => Math.Abs(left - right) < 1e-12);

    [Fact]
    public void Another_number_of_returns_is_refused() =>
        Assert.Contains("one entry for each of 2 rows but has 1", Assert.Throws<ArgumentException>(() => NegativeScaling.Apply([1, 2], [1], [0, 0])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("negative_scaling: {}", 1.5, -0.4375)]
    [InlineData("negative_scaling: { lambda: 0, kappa: 1 }", 1.5, -0.125)]
    [InlineData("advantage: grpo", 1.5, -0.5)]
    [InlineData("advantage: dr_grpo, negative_scaling: { lambda: 0.1, kappa: 0 }", 0.75, -0.025)]
    public void A_scenario_puts_it_behind_any_estimator(string keys, double positive, double negative)
    {
        var settings = ScenarioSamples.Read($"world: {{ name: garden }}\ntrain: {{ {keys} }}").Scenario.Train;
        var advantages = Recipe.Of(settings).Advantage(AdvantageBatch.OfSteps([1, 0, 0, 0], [0, 0, 0, 0]));
        Assert.Equal([positive, negative, negative, negative], advantages, (left, right) => Math.Abs(left - right) < 1e-5);
    }

    [Theory]
    [InlineData("negative_scaling: { lamda: 1 }", "train.negative_scaling.lamda: there is no such key; did you mean 'train.negative_scaling.lambda'?")]
    [InlineData("negative_scaling: { lambda: -0.1 }", "s.yaml:2:38: train.negative_scaling.lambda: must be a number from 0 to 1, but is '-0.1'.")]
    [InlineData("negative_scaling: { kappa: many }", "train.negative_scaling.kappa: must be a number from 0 to 1000, but is 'many'.")]
    [InlineData("negative_scaling: 3", "train.negative_scaling: must be a section with keys, but is '3'.")]
    public void What_cannot_be_used_is_refused_with_its_place(string keys, string message) =>
        Assert.Contains(ScenarioSamples.Mistakes($"world: {{ name: garden }}\ntrain: {{ {keys} }}"), mistake => mistake.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void It_is_off_unless_asked_for_and_reads_back()
    {
        Assert.Null(new TrainSettings().NegativeScaling);
        var loaded = ScenarioSamples.Read("world: { name: garden }\ntrain: { negative_scaling: {} }");
        Assert.Equal(new NegativeScalingSettings(0.5, 1.5), ScenarioSamples.Read(loaded.Values.ToYaml()).Scenario.Train.NegativeScaling);
    }
}
