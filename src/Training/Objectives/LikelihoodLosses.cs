using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>Losses of imitation per token [B, T], 0 in masked slots, for an <see cref="Aggregation"/> to average. The caller disposes them.</summary>
public static class LikelihoodLosses
{
    /// <summary>−log π: maximum likelihood, supervised fine-tuning.</summary>
    /// <param name="logProbs_BT">log π(token); carries the gradient.</param>
    /// <param name="isLearnt_BT">Boolean; true where the token is to be imitated. Other slots may hold anything.</param>
    public static Tensor Negative(Tensor logProbs_BT, Tensor isLearnt_BT)
    {
        using var known_BT = Masked.Zeroed(logProbs_BT, isLearnt_BT);
        return known_BT.Negated();
    }

    /// <summary>−Σ w log π / W, a scalar: tokens that matter more pull more. With w by what a token says, action-aware fine-tuning (GUI-Libra).</summary>
    /// <param name="logProbs_BT">log π(token); carries the gradient.</param>
    /// <param name="weights_BT">One weight a token, 0 or more, without gradient.</param>
    /// <param name="isLearnt_BT">Boolean; true where the token is to be imitated. Other slots may hold anything.</param>
    /// <param name="total">W: the weights of the whole optimiser batch, so that micro-batches add up to it; where it is 0, so is the loss.</param>
    public static Tensor Weighted(Tensor logProbs_BT, Tensor weights_BT, Tensor isLearnt_BT, double total)
    {
        Shape.Require(weights_BT, logProbs_BT.shape);
        using var scope = NewDisposeScope();
        var weighted_BT = Negative(logProbs_BT, isLearnt_BT).Times(Masked.Zeroed(weights_BT.detach(), isLearnt_BT));
        return weighted_BT.sum().Over(total > 0 ? total : 1).MoveToOuterDisposeScope();
    }

    /// <summary>−sg[π] log π: what the policy finds unlikely pulls less, so that rare tokens do not dominate. DFT, arXiv 2508.05629.</summary>
    /// <param name="logProbs_BT">log π(token); carries the gradient.</param>
    /// <param name="isLearnt_BT">Boolean; true where the token is to be imitated. Other slots may hold anything.</param>
    public static Tensor Dynamic(Tensor logProbs_BT, Tensor isLearnt_BT)
    {
        using var scope = NewDisposeScope();
        var known_BT = Masked.Zeroed(logProbs_BT, isLearnt_BT);
        return known_BT.detach().exp().Times(known_BT).Negated().MoveToOuterDisposeScope();
    }
}
