using Agentic.Testing;
using Agentic.Training.Objectives;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

[NoTensorLeaks]
public sealed class GivenLossTests
{
    // RL-PLUS, γ = ½. π = π_old = ½: ω = ¾, ρ = 1 / 1.25, factor √½. π = π_old = .1: ω = .55, ρ = .2 / .65, factor √.9. ∂ρ/∂ log π = ρ.
    [Theory]
    [InlineData(0.5, 0.5, 1, -0.565685)]
    [InlineData(0.5, 0.5, -2, 1.131371)]
    [InlineData(0.1, 0.1, 1, -0.307692 * 0.948683)]
    public void Multiple_importance_sampling_has_the_published_weights(double now, double old, double advantage, double loss) =>
        Check(GivenLosses.MultipleImportance(0.5), now, old, advantage, loss, loss);

    // 2 · 1 / (0 + ½): an expert's token that the old policy never said weighs 4 at most, where a plain ratio has no bound.
    [Fact]
    public void Its_weight_never_exceeds_4() => Check(GivenLosses.MultipleImportance(0), 1, 1e-12, 1, -4, -4);

    [Fact]
    public void What_the_policy_is_sure_of_pulls_no_more() => Check(GivenLosses.MultipleImportance(0.5), 1, 1, 1, 0, 0);

    // AMPO: π / (π + .1), whatever the old policy thought; gradient ε π / (π + ε)².
    [Theory]
    [InlineData(0.5, 1, -0.833333, -0.138889)]
    [InlineData(0.05, 1, -0.333333, -0.222222)]
    [InlineData(0.05, -1, 0.333333, 0.222222)]
    public void Shaping_weighs_unlikely_tokens_most(double now, double advantage, double loss, double gradient) =>
        Check(GivenLosses.Shaped(), now, 0.9, advantage, loss, gradient);

    [Fact]
    public void Imitation_asks_for_no_advantage() => Check(GivenLosses.Imitated(), 0.5, 0.1, 0, Math.Log(2), -1);

    // CalibRL, slope ½; own mean − expert's mean = gap. Right and behind: full. Right and past it: half. Wrong: the other way round.
    [Theory]
    [InlineData(1, -1.0, -0.5, 0.75, 0.375, -0.75)]
    [InlineData(1, -0.3, -0.5, 0.75, -0.075, -0.375)]
    [InlineData(-1, -0.3, -0.5, -0.25, 0.05, 0.25)]
    [InlineData(-1, -1.0, -0.5, -0.25, -0.0625, 0.125)]
    [InlineData(1, -1.0, -0.5, 0, 0, 0)]
    [InlineData(0, -1.0, -0.5, 0.75, 0, 0)]
    public void Calibration_raises_the_right_and_lowers_the_wrong(double sign, double mean, double expert, double advantage, double loss, double gradient)
    {
        using var scope = NewDisposeScope();
        // Two tokens around the mean, and one that is none of the policy's.
        var logProbs_BT = Row(mean - 0.2, mean + 0.2, double.NaN).requires_grad_(true);
        var isSampled_BT = tensor(new[] { true, true, false }).view(1, 3);
        var loss_BT = GivenLosses.Calibrated(logProbs_BT, Row(expert, expert, expert), Row(sign, sign, sign), Row(advantage, advantage, double.NaN), isSampled_BT, 0.5);
        Near.Equal([loss, loss, 0], loss_BT, "loss");
        Aggregations.TokenMean(loss_BT, isSampled_BT, BatchTotals.Of(isSampled_BT, 1)).backward();
        Near.Equal([gradient / 2, gradient / 2, 0], logProbs_BT.grad!, "gradient");
    }

    private static void Check(GivenLoss of, double now, double old, double advantage, double loss, double gradient)
    {
        using var scope = NewDisposeScope();
        var logProbs_BT = Row(Math.Log(now), double.NaN).requires_grad_(true);
        var loss_BT = of(logProbs_BT, Row(Math.Log(old), double.NaN), Row(advantage, double.NaN), tensor(new[] { true, false }).view(1, 2));
        Near.Equal([loss, 0], loss_BT, "loss");
        loss_BT.sum().backward();
        Near.Equal([gradient, 0], logProbs_BT.grad!, "gradient");
    }

    private static Tensor Row(params double[] values) => tensor(values).view(1, -1);
}
