using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>Divergence of the policy from a reference, estimated at the sampled token.</summary>
/// <param name="logProbs_BT">log π(token) now.</param>
/// <param name="refLogProbs_BT">log π_ref(token); carries no gradient.</param>
/// <param name="isSampled_BT">Boolean; true where the policy chose the token.</param>
/// <returns>One estimate per token [B, T], 0 in masked slots. The caller disposes it.</returns>
public delegate Tensor KlEstimator(Tensor logProbs_BT, Tensor refLogProbs_BT, Tensor isSampled_BT);

/// <summary>The estimators of Schulman's note, with D = log π_ref − log π.</summary>
public static class KlEstimators
{
    private const double ExponentLimit = 20;
    private const double ValueLimit = 10;

    /// <summary>k1 = −D: unbiased, of either sign.</summary>
    public static Tensor K1(Tensor logProbs_BT, Tensor refLogProbs_BT, Tensor isSampled_BT)
    {
        using var scope = NewDisposeScope();
        return Excess(logProbs_BT, refLogProbs_BT, isSampled_BT).MoveToOuterDisposeScope();
    }

    /// <summary>|D|.</summary>
    public static Tensor Absolute(Tensor logProbs_BT, Tensor refLogProbs_BT, Tensor isSampled_BT)
    {
        using var scope = NewDisposeScope();
        return Excess(logProbs_BT, refLogProbs_BT, isSampled_BT).abs().MoveToOuterDisposeScope();
    }

    /// <summary>k2 = D²/2: biased in value, but its gradient is an unbiased gradient of the divergence.</summary>
    public static Tensor K2(Tensor logProbs_BT, Tensor refLogProbs_BT, Tensor isSampled_BT)
    {
        using var scope = NewDisposeScope();
        return Excess(logProbs_BT, refLogProbs_BT, isSampled_BT).Squared().Times(0.5).MoveToOuterDisposeScope();
    }

    /// <summary>k3 = e^D − D − 1: unbiased, never negative. D is kept within ±20 and the value below 10, as in verl.</summary>
    public static Tensor K3(Tensor logProbs_BT, Tensor refLogProbs_BT, Tensor isSampled_BT)
    {
        using var scope = NewDisposeScope();
        var gap_BT = Excess(logProbs_BT, refLogProbs_BT, isSampled_BT).Negated().ClampedTo(-ExponentLimit, ExponentLimit);
        return LowVariance(gap_BT).ClampedTo(-ValueLimit, ValueLimit).MoveToOuterDisposeScope();
    }

    /// <summary>k3 without limits, as in TRL.</summary>
    public static Tensor K3Unlimited(Tensor logProbs_BT, Tensor refLogProbs_BT, Tensor isSampled_BT)
    {
        using var scope = NewDisposeScope();
        return LowVariance(Excess(logProbs_BT, refLogProbs_BT, isSampled_BT).Negated()).MoveToOuterDisposeScope();
    }

    /// <summary>The value of an estimator with the gradient of k2: verl's names with a plus.</summary>
    public static KlEstimator StraightThrough(KlEstimator value) => (logProbs_BT, refLogProbs_BT, isSampled_BT) =>
    {
        using var scope = NewDisposeScope();
        var shown_BT = value(logProbs_BT.detach(), refLogProbs_BT, isSampled_BT);
        var moved_BT = K2(logProbs_BT, refLogProbs_BT, isSampled_BT);
        return moved_BT.Minus(moved_BT.detach()).Plus(shown_BT).MoveToOuterDisposeScope();
    };

    private static Tensor Excess(Tensor logProbs_BT, Tensor refLogProbs_BT, Tensor isSampled_BT)
    {
        Shape.Require(refLogProbs_BT, logProbs_BT.shape);
        return Masked.Zeroed(logProbs_BT, isSampled_BT).Minus(Masked.Zeroed(refLogProbs_BT.detach(), isSampled_BT));
    }

    private static Tensor LowVariance(Tensor gap_BT) => gap_BT.exp().Minus(gap_BT).Minus(1.0);
}
