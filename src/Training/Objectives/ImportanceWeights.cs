using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>
/// Corrects for tokens that another policy sampled than the one whose ratio is clipped: w = π_old/π_sampler, of a token or
/// of a whole response, cut off where few samples would decide everything.
/// </summary>
public static class ImportanceWeights
{
    private const double LogLimit = 20;

    /// <summary>What becomes of a weight outside the bounds.</summary>
    /// <param name="weights_BT">Weights, 1 where both policies agree.</param>
    /// <returns>A fresh tensor of the same shape.</returns>
    public delegate Tensor Bound(Tensor weights_BT);

    /// <summary>One weight per token.</summary>
    /// <param name="oldLogProbs_BT">log π_old(token).</param>
    /// <param name="samplerLogProbs_BT">log π_sampler(token); NaN where it is not known, which counts as agreement.</param>
    /// <param name="isSampled_BT">Boolean; true where the policy chose the token.</param>
    /// <param name="bound">What becomes of extreme weights.</param>
    /// <param name="normalise">Divides by the mean over the sampled tokens of this batch: call it on the whole mini-batch.</param>
    /// <returns>Weights [B, T] without gradient, 0 in masked slots.</returns>
    public static Tensor Token(Tensor oldLogProbs_BT, Tensor samplerLogProbs_BT, Tensor isSampled_BT, Bound bound, bool normalise = false)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var weights_BT = Masked.Zeroed(bound(Difference(oldLogProbs_BT, samplerLogProbs_BT, isSampled_BT).ClampedTo(-LogLimit, LogLimit).exp()), isSampled_BT);
        if (normalise)
        {
            var tokens = isSampled_BT.sum().to(weights_BT.dtype).ClampedTo(1, null);
            weights_BT = weights_BT.Over(weights_BT.sum().Over(tokens).ClampedTo(1e-8, null));
        }

        return weights_BT.MoveToOuterDisposeScope();
    }

    /// <summary>One weight per response, the product over its tokens, seen by each of them.</summary>
    /// <param name="oldLogProbs_BT">log π_old(token).</param>
    /// <param name="samplerLogProbs_BT">log π_sampler(token); NaN where it is not known, which counts as agreement.</param>
    /// <param name="isSampled_BT">Boolean; true where the policy chose the token.</param>
    /// <param name="bound">What becomes of extreme weights.</param>
    /// <param name="normalise">Divides by the mean over the responses with a token: call it on the whole mini-batch.</param>
    /// <returns>Weights [B, T] without gradient, 0 in masked slots.</returns>
    public static Tensor Sequence(Tensor oldLogProbs_BT, Tensor samplerLogProbs_BT, Tensor isSampled_BT, Bound bound, bool normalise = false)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var sum_B1 = Difference(oldLogProbs_BT, samplerLogProbs_BT, isSampled_BT).sum(1, keepdim: true).ClampedTo(-LogLimit, LogLimit);
        var weights_B1 = bound(sum_B1.exp());
        if (normalise)
        {
            var hasToken_B1 = isSampled_BT.any(1, keepdim: true).to(weights_B1.dtype);
            var mean = weights_B1.Times(hasToken_B1).sum().Over(hasToken_B1.sum().ClampedTo(1, null));
            weights_B1 = weights_B1.Over(mean.ClampedTo(1e-8, null));
        }

        return Masked.Zeroed(weights_B1.expand_as(oldLogProbs_BT), isSampled_BT).MoveToOuterDisposeScope();
    }

    /// <summary>Weights are held inside the bounds: truncated importance sampling.</summary>
    public static Bound Truncate(double? low, double high) => weights_BT => weights_BT.ClampedTo(low, high);

    /// <summary>Weights outside the bounds become 0: their tokens are not learnt from.</summary>
    public static Bound Drop(double? low, double high) => weights_BT =>
    {
        using var scope = NewDisposeScope();
        var isOut_BT = weights_BT.gt(Scalars.Of(high)).logical_or(weights_BT.lt(Scalars.Of(low ?? 0.0)));
        return weights_BT.FilledWhere(isOut_BT, 0).MoveToOuterDisposeScope();
    };

    private static Tensor Difference(Tensor oldLogProbs_BT, Tensor samplerLogProbs_BT, Tensor isSampled_BT)
    {
        Shape.Require(samplerLogProbs_BT, oldLogProbs_BT.shape);
        using var scope = NewDisposeScope();
        var isKnown_BT = isSampled_BT.logical_and(samplerLogProbs_BT.isnan().logical_not());
        return Masked.Zeroed(oldLogProbs_BT.Minus(samplerLogProbs_BT), isKnown_BT).MoveToOuterDisposeScope();
    }
}
