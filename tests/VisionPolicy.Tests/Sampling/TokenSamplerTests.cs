using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Sampling;

public sealed class TokenSamplerTests
{
    // exp: 1, 2, 4, 1 → total 8.
    private static readonly float[] Logits = [0, MathF.Log(2), MathF.Log(4), 0];

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.124, 0)]
    [InlineData(0.126, 1)]
    [InlineData(0.376, 2)]
    [InlineData(0.874, 2)]
    [InlineData(0.876, 3)]
    public void The_number_inverts_the_cumulative_distribution(double uniform, int expected)
    {
        var token = Draw(new SamplingOptions(), uniform);
        Assert.Equal(expected, token.Id);
        Assert.Equal(Math.Log(new[] { 1, 2, 4, 1 }[expected] / 8.0), token.LogProb, 6);
    }

    [Fact]
    public void Entropy_is_that_of_the_whole_distribution()
    {
        // −(2·⅛ ln ⅛ + ¼ ln ¼ + ½ ln ½)
        var expected = -((2 * 0.125 * Math.Log(0.125)) + (0.25 * Math.Log(0.25)) + (0.5 * Math.Log(0.5)));
        Assert.Equal(expected, Draw(new SamplingOptions(), 0.5).Entropy, 6);
    }

    [Fact]
    public void A_low_temperature_sharpens_and_the_log_probability_says_so()
    {
        // At T = ½ the weights are squared: 1, 4, 16, 1 → 22.
        Assert.Equal(Math.Log(16 / 22.0), Draw(new SamplingOptions(0.5), 0.5).LogProb, 6);
    }

    [Fact]
    public void Greedy_takes_the_most_likely_whatever_the_number() => Assert.Equal(2, Draw(SamplingOptions.Greedy, 0.01).Id);

    [Fact]
    public void Top_k_removes_the_rest_but_keeps_ties()
    {
        Assert.All(Numbers(), number => Assert.Contains(Draw(new SamplingOptions(1, TopK: 2), number).Id, new[] { 1, 2 }));
        Assert.Contains(0, Numbers().Select(number => Draw(new SamplingOptions(1, TopK: 3), number).Id)); // 0 and 3 tie for third
        Assert.Contains(3, Numbers().Select(number => Draw(new SamplingOptions(1, TopK: 3), number).Id));
    }

    [Fact]
    public void Top_p_keeps_the_smallest_set_that_reaches_it()
    {
        Assert.All(Numbers(), number => Assert.Equal(2, Draw(new SamplingOptions(1, TopP: 0.5), number).Id)); // 4/8 alone reaches ½
        Assert.All(Numbers(), number => Assert.Contains(Draw(new SamplingOptions(1, TopP: 0.6), number).Id, new[] { 1, 2 }));
    }

    [Fact]
    public void Diverged_weights_are_said_out_loud() =>
        Assert.Throws<InvalidOperationException>(() => TokenSampler.Draw([0, float.NaN, 1], new SamplingOptions(), default, 0.5, new float[6]));

    private static IEnumerable<double> Numbers() => Enumerable.Range(0, 100).Select(index => index / 100.0);

    private static SampledToken Draw(SamplingOptions options, double uniform) => TokenSampler.Draw(Logits, options, default, uniform, new float[8]);
}
