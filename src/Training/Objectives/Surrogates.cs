using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>The loss of each token, to be minimised; its gradient is the policy gradient that the method wants.</summary>
/// <param name="logRatio_BT">From a <see cref="LogRatio"/>; 0 in masked slots.</param>
/// <param name="logProbs_BT">log π(token) now.</param>
/// <param name="advantages_BT">One per token; no gradient flows into them.</param>
/// <param name="isSampled_BT">Boolean; true where the policy chose the token.</param>
/// <returns>Loss per token [B, T], 0 in masked slots. The caller disposes it.</returns>
public delegate Tensor Surrogate(Tensor logRatio_BT, Tensor logProbs_BT, Tensor advantages_BT, Tensor isSampled_BT);

/// <summary>Surrogates in which the gradient flows through the ratio r.</summary>
public static class Surrogates
{
    /// <summary>max(−A r, −A clip(r, 1 − low, 1 + high)): PPO (arXiv 1707.06347), with DAPO's two widths.</summary>
    /// <param name="low">How far r may fall below 1 before its gradient stops, where A &lt; 0.</param>
    /// <param name="high">How far r may rise above 1 before its gradient stops, where A &gt; 0.</param>
    /// <param name="dual">Where A &lt; 0 the loss stops growing at this ratio, 3 in verl (arXiv 1912.09729); null: never.</param>
    /// <param name="cap">Highest r that the unclipped branch sees, TRL's delta; null: any.</param>
    public static Surrogate Clipped(double low, double high, double? dual = null, double? cap = null)
    {
        if (dual is <= 1)
        {
            throw new ArgumentOutOfRangeException(nameof(dual), dual, "A dual clip must lie above 1: it bounds ratios that have grown.");
        }

        return (logRatio_BT, logProbs_BT, advantages_BT, isSampled_BT) =>
        {
            using var scope = NewDisposeScope();
            var ratio_BT = logRatio_BT.exp();
            var cost_BT = Cost(advantages_BT, logRatio_BT, isSampled_BT);
            var free_BT = cap is { } most ? ratio_BT.ClampedTo(null, most) : ratio_BT;
            var loss_BT = maximum(cost_BT.Times(free_BT), cost_BT.Times(ratio_BT.ClampedTo(1 - low, 1 + high)));
            if (dual is { } limit)
            {
                loss_BT = where(cost_BT.gt(Scalars.Of(0.0)), minimum(loss_BT, cost_BT.Times(limit)), loss_BT);
            }

            return loss_BT.MoveToOuterDisposeScope();
        };
    }

    /// <summary>−A r, never clipped.</summary>
    public static Surrogate Unclipped() => (logRatio_BT, logProbs_BT, advantages_BT, isSampled_BT) =>
    {
        using var scope = NewDisposeScope();
        return Cost(advantages_BT, logRatio_BT, isSampled_BT).Times(logRatio_BT.exp()).MoveToOuterDisposeScope();
    };

    /// <summary>−A · 4/τ · σ(τ(r − 1)): a soft clip whose gradient at r = 1 is that of the plain ratio. SAPO, arXiv 2511.20347.</summary>
    /// <param name="positive">τ where A &gt; 0.</param>
    /// <param name="negative">τ elsewhere; larger, because pushing down spreads over all other tokens.</param>
    public static Surrogate SoftGate(double positive = 1, double negative = 1.05) => (logRatio_BT, logProbs_BT, advantages_BT, isSampled_BT) =>
    {
        using var scope = NewDisposeScope();
        var cost_BT = Cost(advantages_BT, logRatio_BT, isSampled_BT);
        var isUp_BT = cost_BT.lt(Scalars.Of(0.0));
        var tau_BT = Masked.Choose(isUp_BT, cost_BT.dtype, positive, negative);
        var gate_BT = logRatio_BT.exp().Minus(1.0).Times(tau_BT).sigmoid().Times(tau_BT.reciprocal().Times(4.0));
        return cost_BT.Times(gate_BT).MoveToOuterDisposeScope();
    };

    /// <summary>
    /// −Ā · exp(mean of log r), with log r held within [−low, high] on the side where it would help: GMPO, arXiv 2507.20673.
    /// Every token of a response shows the response's loss, so a mean over its tokens gives it back.
    /// </summary>
    /// <param name="low">Lowest log-ratio is −low.</param>
    /// <param name="high">Highest log-ratio.</param>
    public static Surrogate GeometricMean(double low, double high) => (logRatio_BT, logProbs_BT, advantages_BT, isSampled_BT) =>
    {
        using var scope = NewDisposeScope();
        var cost_BT = Cost(advantages_BT, logRatio_BT, isSampled_BT);
        var sign_BT = cost_BT.sign();
        var held_BT = maximum(sign_BT.Times(logRatio_BT), sign_BT.Times(logRatio_BT.ClampedTo(-low, high))).Times(sign_BT);
        var ratio_B1 = Masked.RowMean(held_BT, isSampled_BT).exp();
        var loss_B1 = Masked.RowMean(cost_BT, isSampled_BT).Times(ratio_B1);
        return Masked.Zeroed(loss_B1.expand_as(logRatio_BT), isSampled_BT).MoveToOuterDisposeScope();
    };

    // −A with 0 in masked slots.
    private static Tensor Cost(Tensor advantages_BT, Tensor logRatio_BT, Tensor isSampled_BT)
    {
        Shape.Require(advantages_BT, logRatio_BT.shape);
        return Masked.Zeroed(advantages_BT.detach(), isSampled_BT).Negated();
    }
}
