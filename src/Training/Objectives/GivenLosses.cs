using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>The loss of tokens that the policy did not choose: no policy sampled them, so that none of their ratios is one of importance as it stands.</summary>
/// <param name="logProbs_BT">log π(token) now; carries the gradient.</param>
/// <param name="oldLogProbs_BT">log π(token) of the policy before the first step on this batch.</param>
/// <param name="advantages_BT">One per token; no gradient flows into them.</param>
/// <param name="isGiven_BT">Boolean; true where the token was given. Other slots may hold anything.</param>
/// <returns>Loss per token [B, T], 0 in masked slots. The caller disposes it.</returns>
public delegate Tensor GivenLoss(Tensor logProbs_BT, Tensor oldLogProbs_BT, Tensor advantages_BT, Tensor isGiven_BT);

/// <summary>Published ways to learn from tokens that were given.</summary>
public static class GivenLosses
{
    /// <summary>−log π: they are imitated, whatever they earned.</summary>
    public static GivenLoss Imitated() => (logProbs_BT, _, _, isGiven_BT) => LikelihoodLosses.Negative(logProbs_BT, isGiven_BT);

    /// <summary>
    /// −ρ A (1 − sg[π])^γ with ρ = 2π / (π_old + ω), ω = (π_old + 1) / 2: multiple importance sampling against a mixture of the old policy and a flat
    /// guess of the unknown expert, so that ρ never exceeds 4; what the policy finds likely already counts for less. RL-PLUS, arXiv 2508.00222.
    /// </summary>
    /// <param name="exploration">γ, 0 or more; 0.5 as released, 0 weighs likely and unlikely tokens alike.</param>
    public static GivenLoss MultipleImportance(double exploration) => (logProbs_BT, oldLogProbs_BT, advantages_BT, isGiven_BT) =>
    {
        using var scope = NewDisposeScope();
        var now_BT = Masked.Zeroed(logProbs_BT, isGiven_BT).exp();
        // π_old + (π_old + 1) / 2
        var mixture_BT = Masked.Zeroed(oldLogProbs_BT.detach(), isGiven_BT).exp().Times(1.5).Plus(0.5);
        var rare_BT = now_BT.detach().SubtractedFrom(1).ClampedTo(0, null).pow(Scalars.Of(exploration));
        return Cost(advantages_BT, logProbs_BT, isGiven_BT).Times(rare_BT).Times(now_BT.Times(2).Over(mixture_BT)).MoveToOuterDisposeScope();
    };

    /// <summary>−A π / (π + ε), never clipped: unlikely tokens pull much, likely ones hardly. AMPO, arXiv 2510.02227, and LUFFY.</summary>
    /// <param name="epsilon">ε above 0; 0.1 as published.</param>
    public static GivenLoss Shaped(double epsilon = 0.1) => (logProbs_BT, _, advantages_BT, isGiven_BT) =>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        using var scope = NewDisposeScope();
        var now_BT = Masked.Zeroed(logProbs_BT, isGiven_BT).exp();
        return Cost(advantages_BT, logProbs_BT, isGiven_BT).Times(now_BT.Over(now_BT.Plus(epsilon))).MoveToOuterDisposeScope();
    };

    /// <summary>
    /// |A| LeakyReLU(−s Δ), Δ = mean of log π over the row − the expert's mean: a right row is raised and a wrong one lowered, with the slope once
    /// it is past the expert. It acts on the policy's own tokens; the expert is a mark to measure by and is not learnt from. CalibRL, arXiv 2602.20197,
    /// with the means of whole rows where the released code compares tokens of different texts place by place.
    /// </summary>
    /// <param name="logProbs_BT">log π(token) of the policy's own tokens; carries the gradient.</param>
    /// <param name="expert_BT">The expert's mean log-probability per token, the same in all slots of a row; without gradient.</param>
    /// <param name="signs_BT">s: 1 where the row is right, −1 where it is wrong, 0 where there is no expert, which leaves the row out.</param>
    /// <param name="advantages_BT">A, the same in all slots of a row.</param>
    /// <param name="isSampled_BT">Boolean; true where the policy chose the token.</param>
    /// <param name="slope">What is left of the term past the expert, 0 to 1.</param>
    /// <returns>A loss for each token [B, T], a row's own in each of its slots; 0 in masked ones.</returns>
    public static Tensor Calibrated(Tensor logProbs_BT, Tensor expert_BT, Tensor signs_BT, Tensor advantages_BT, Tensor isSampled_BT, double slope)
    {
        Shape.Require(expert_BT, logProbs_BT.shape);
        Shape.Require(signs_BT, logProbs_BT.shape);
        using var scope = NewDisposeScope();
        var gap_BT = Masked.RowMean(logProbs_BT, isSampled_BT).expand_as(logProbs_BT).Minus(expert_BT.detach());
        var behind_BT = gap_BT.Times(signs_BT.detach()).Negated();
        var leaky_BT = maximum(behind_BT, behind_BT.Times(slope));
        return Masked.Zeroed(leaky_BT.Times(Masked.Zeroed(advantages_BT.detach(), isSampled_BT).abs()), isSampled_BT).MoveToOuterDisposeScope();
    }

    // −A with 0 in masked slots.
    private static Tensor Cost(Tensor advantages_BT, Tensor logProbs_BT, Tensor isGiven_BT)
    {
        Shape.Require(advantages_BT, logProbs_BT.shape);
        return Masked.Zeroed(advantages_BT.detach(), isGiven_BT).Negated();
    }
}
