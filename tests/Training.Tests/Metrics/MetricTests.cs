using Agentic.Agents;
using Agentic.Training.Metrics;

namespace Agentic.Training.Tests.Metrics;

public sealed class MetricTests
{
    // 2, 4, 9: mean 5; squares 9 + 1 + 16 = 26, over 2 is 13.
    [Fact]
    public void A_sample_has_a_mean_and_an_unbiased_spread()
    {
        double[] values = [2, 4, 9];
        Assert.Equal(5, Sample.Mean(values), 1e-12);
        Assert.Equal(Math.Sqrt(13), Sample.Deviation(values), 1e-12);
        Assert.Equal(Math.Sqrt(13.0 / 3), Sample.StandardError(values), 1e-12);
        Assert.True(double.IsNaN(Sample.Deviation([1])));
    }

    // n = 3, c = 1: two of three pairs hold the right answer; no pair is all right.
    [Fact]
    public void Pass_at_k_counts_the_draws_that_hold_a_right_answer()
    {
        Assert.Equal(2.0 / 3, PassAtK.Any(3, 1, 2), 1e-12);
        Assert.Equal(0, PassAtK.All(3, 1, 2));
        Assert.Equal(1.0 / 3, PassAtK.All(3, 2, 2), 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => PassAtK.Any(3, 1, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => PassAtK.Any(3, 4, 1));
    }

    [Fact]
    public void Quantiles_undo_tails()
    {
        Assert.Equal(1.959963984540054, Distributions.NormalQuantile(0.975), 1e-12);
        Assert.Equal(0, Distributions.NormalQuantile(0.5), 1e-12);
        foreach (var tail in new[] { 1e-12, 1e-6, 0.01, 0.3, 0.7 })
        {
            Assert.Equal(1, Distributions.NormalTail(Distributions.NormalQuantile(1 - tail)) / tail, tail < 1e-9 ? 1e-3 : 1e-9);
        }
    }

    // One degree of freedom is Cauchy's distribution: P(|T| > 1) = ½.
    // The table's 12.706 and 2.776 for 97.5 % with one and four degrees; 1.9600 in the limit.
    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(4, 2.776)]
    [InlineData(1e7, 1.960)]
    public void Students_quantiles_are_the_tables(double degrees, double t) => Assert.Equal(t, Distributions.StudentQuantile(0.975, degrees), 5e-4);

    // Five numbers: 2.7764 · √(5/4) = 3.1041, beyond which the normal has 0.0955 % on either side.
    [Fact]
    public void A_level_is_expanded_as_far_as_students_interval_asks()
    {
        Assert.Equal(1 - (2 * 0.000955), Bootstrap.Expanded(0.95, 5), 1e-5);
        Assert.Equal(0.95, Bootstrap.Expanded(0.95, 1_000_000), 1e-5);
        Assert.InRange(Bootstrap.Expanded(0.95, 2), 0.9999, Math.BitDecrement(1.0));
    }

    [Fact]
    public void Students_tails_are_cauchys_with_one_degree() => Assert.Equal(0.5, Distributions.StudentTwoTails(1, 1), 1e-12);

    [Fact]
    public void A_bootstrap_repeats_itself_under_one_key_and_differs_under_another()
    {
        double[] values = [.. Enumerable.Range(0, 30).Select(i => Math.Sin(i))];
        var key = RandomKey.FromSeed(1);
        Assert.Equal(Bootstrap.Mean(values, key, draws: 500), Bootstrap.Mean(values, key, draws: 500));
        Assert.NotEqual(Bootstrap.Mean(values, key, draws: 500), Bootstrap.Mean(values, RandomKey.FromSeed(2), draws: 500));
    }

    // 200 samples of 25 uniform numbers: the 90 % interval should hold the true mean in about 180; 160 is five standard errors below.
    [Fact]
    public void A_bootstrap_interval_holds_the_mean_about_as_often_as_it_says()
    {
        var key = RandomKey.FromSeed(7);
        var held = 0;
        for (var trial = 0UL; trial < 200; trial++)
        {
            var stream = key.Derive(trial).Derive("values").Stream();
            var values = new double[25];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = stream.NextDouble();
            }

            held += Bootstrap.Mean(values, key.Derive(trial).Derive("draws"), level: 0.9, draws: 300).Contains(0.5) ? 1 : 0;
        }

        Assert.InRange(held, 160, 197);
    }

    [Fact]
    public void An_interval_needs_a_sample_and_a_level()
    {
        Assert.Throws<ArgumentException>(() => Bootstrap.Mean([], RandomKey.FromSeed(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(1, 2, level: 95));
    }
}
