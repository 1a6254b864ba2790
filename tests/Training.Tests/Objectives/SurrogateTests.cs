using Agentic.Testing;
using Agentic.Training.Objectives;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

[NoTensorLeaks]
public sealed class SurrogateTests
{
    // ε = .2, dual clip 3. Value and gradient by log π, whose gradient through r is r itself.
    [Theory]
    [InlineData(1, 1.5, 0.2, -1.2, 0)]
    [InlineData(1, 1.5, 0.28, -1.28, 0)]
    [InlineData(1, 0.5, 0.2, -0.5, -0.5)]
    [InlineData(-1, 0.5, 0.2, 0.8, 0)]
    [InlineData(-1, 1.5, 0.2, 1.5, 1.5)]
    [InlineData(-1, 5, 0.2, 3, 0)]
    public void The_clip_stops_the_gradient_only_where_it_would_go_further(double advantage, double ratio, double high, double loss, double gradient) =>
        Check(Surrogates.Clipped(0.2, high, dual: 3), advantage, ratio, loss, gradient);

    // A cap of 1.9 bounds what a token with A < 0 can cost: −(−1) · 1.9.
    [Fact]
    public void A_cap_bounds_the_unclipped_branch() => Check(Surrogates.Clipped(0.2, 0.2, cap: 1.9), -1, 5, 1.9, 0);

    // CISPO: gradient −clip(r) A; the value holds log π = ln r and is not comparable.
    [Theory]
    [InlineData(1, 1.5, -1.2)]
    [InlineData(1, 8, -1.2)]
    [InlineData(-1, 0.5, 0.5)]
    public void Cispo_bounds_the_weight_and_drops_no_token(double advantage, double ratio, double gradient) =>
        Check(WeightedLikelihoods.ClippedWeight(null, 1.2), advantage, ratio, gradient * Math.Log(ratio), gradient);

    [Fact]
    public void Cispo_with_a_high_cap_lets_larger_weights_through() =>
        Check(WeightedLikelihoods.ClippedWeight(null, 5), 1, 8, -5 * Math.Log(8), -5);

    // At r = 1 the gate's slope is 4/τ · τ · ¼ = 1; its value 4/τ · ½.
    [Fact]
    public void A_soft_gate_starts_with_the_plain_gradient()
    {
        Check(Surrogates.SoftGate(1, 1.05), 1, 1, -2, -1);
        Check(Surrogates.SoftGate(1, 1.05), -1, 1, 2 / 1.05, 1);
    }

    // W = 1: weight e^λ e^{−λ} = 1.
    [Fact]
    public void A_gamma_weight_is_1_where_nothing_has_moved() => Check(WeightedLikelihoods.GammaWeight(), 1, 1, 0, -1);

    // r = 2 from π = ½·… : log π = ln 2 is no probability, so the bound is shown with small ones: π .5 from .25 moves by .25.
    [Theory]
    [InlineData(0.3, -2)]
    [InlineData(0.2, 0)]
    public void A_bound_on_the_variation_stops_the_token(double bound, double gradient)
    {
        using var scope = NewDisposeScope();
        var logProbs = Row(Math.Log(0.5)).requires_grad_();
        var ratio = LogRatios.Token()(logProbs, Row(Math.Log(0.25)), Sampled(1));
        WeightedLikelihoods.BoundedVariation(bound, bound)(ratio, logProbs, Row(1), Sampled(1)).sum().backward();
        Near.Equal([gradient], logProbs.grad!, "gradient");
    }

    // d = .1, −.1, .3, .1: s = e^.1 = 1.105171. With A > 0 it is above 1.0004 and stops; with A < 0 each token gets s/4.
    [Fact]
    public void Gspo_clips_a_response_as_one()
    {
        foreach (var ratio in new[] { LogRatios.Sequence(), LogRatios.SequenceToken() })
        {
            using var scope = NewDisposeScope();
            var (up, upGradient) = Gspo(ratio, advantage: 1);
            Assert.Equal(-1.0004, up, 1e-6);
            Near.Equal([0, 0, 0, 0], upGradient, "up");
            var (down, downGradient) = Gspo(ratio, advantage: -1);
            Assert.Equal(1.105171, down, 1e-6);
            Near.Equal([0.276293, 0.276293, 0.276293, 0.276293], downGradient, "down");
        }
    }

    // ½ max((1 − 0)², (½ − 0)²) = ½.
    [Fact]
    public void A_value_loss_takes_the_worse_of_the_free_and_the_held_forecast()
    {
        using var scope = NewDisposeScope();
        Near.Equal([0.5], ValueLosses.Clipped(Row(1), Row(0), Row(0), Sampled(1), width: 0.5), "loss");
    }

    // D = .5: k3 = e^.5 − 1.5 = .148721; D = −.5: .106531; log π = −1, log π_ref = −1.2: k1 .2, k2 .02, k3 .018731.
    [Fact]
    public void Kl_estimators_have_their_values()
    {
        using var scope = NewDisposeScope();
        Near.Equal([0.148721, 0.106531, 0.018731], KlEstimators.K3(Row(0, 0, -1), Row(0.5, -0.5, -1.2), Sampled(3)), "k3");
        Near.Equal([0.2], KlEstimators.K1(Row(-1), Row(-1.2), Sampled(1)), "k1");
        Near.Equal([0.02], KlEstimators.K2(Row(-1), Row(-1.2), Sampled(1)), "k2");
    }

    // k3+ shows .148721 and pulls as k2 does: −D = −.5.
    [Fact]
    public void A_straight_through_estimator_has_one_value_and_another_gradient()
    {
        using var scope = NewDisposeScope();
        var logProbs = Row(0).requires_grad_();
        var kl = ObjectiveParts.KlEstimators["k3+"](logProbs, Row(0.5), Sampled(1));
        kl.sum().backward();
        Near.Equal([0.148721], kl, "value", 1e-5);
        Near.Equal([-0.5], logProbs.grad!, "gradient");
    }

    // β .001, KL .02, target .01: clipped to +.2, times 256/10000.
    [Fact]
    public void The_kl_coefficient_follows_its_target() => Assert.Equal(0.00100512, KlCoefficient.Next(0.001, 0.02, 0.01, 256, 10_000), 1e-12);

    [Fact]
    public void A_dual_clip_below_1_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Surrogates.Clipped(0.2, 0.2, dual: 0.9));

    [Fact]
    public void A_wrong_shape_says_what_was_expected()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => LogRatios.Token()(zeros(2, 3), zeros(2, 4), ones(2, 3).to(ScalarType.Bool)));
        Assert.Contains("oldLogProbs_BT must have shape [2, 3] but has [2, 4].", error.Message, StringComparison.Ordinal);
    }

    private static void Check(Surrogate surrogate, double advantage, double ratio, double loss, double gradient)
    {
        using var scope = NewDisposeScope();
        var logProbs = Row(Math.Log(ratio)).requires_grad_();
        var logRatio = LogRatios.Token()(logProbs, Row(0), Sampled(1));
        var found = surrogate(logRatio, logProbs, Row(advantage), Sampled(1));
        found.sum().backward();
        Near.Equal([loss], found, "loss", 1e-5);
        Near.Equal([gradient], logProbs.grad!, "gradient", 1e-5);
    }

    private static (double Loss, Tensor Gradient) Gspo(LogRatio ratio, double advantage)
    {
        var logProbs = Row(0.1, -0.1, 0.3, 0.1).requires_grad_();
        var logRatio = ratio(logProbs, Row(0, 0, 0, 0), Sampled(4));
        var tokens = Surrogates.Clipped(3e-4, 4e-4)(logRatio, logProbs, Row(advantage, advantage, advantage, advantage), Sampled(4));
        var loss = Aggregations.SeqMeanTokenMean(tokens, Sampled(4), new BatchTotals(4, 1, 4));
        loss.backward();
        return (Near.Numbers(loss)[0], logProbs.grad!);
    }

    private static Tensor Row(params double[] values) => tensor(Array.ConvertAll(values, value => (float)value), [1, values.Length]);

    private static Tensor Sampled(int count) => ones(1, count).to(ScalarType.Bool);
}
