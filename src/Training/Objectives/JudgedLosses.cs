using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>Losses from judgements of single answers, and of a reward model. Axes: B answers, P pairs.</summary>
public static class JudgedLosses
{
    /// <summary>1 − σ(±β (ρ − z)): a good answer is to stand above the mean divergence, a bad one below. KTO, arXiv 2402.01306.</summary>
    /// <param name="logRatios_B">ρ = log π/π_ref, summed over each answer.</param>
    /// <param name="isGood_B">Boolean; how each was judged.</param>
    /// <param name="divergence">z, the estimated divergence from the reference in nats; below 0 it counts as 0.</param>
    /// <param name="beta">β.</param>
    /// <param name="goodWeight">Weight of good answers.</param>
    /// <param name="badWeight">Weight of bad ones.</param>
    /// <returns>One loss per answer [B].</returns>
    public static Tensor Kto(Tensor logRatios_B, Tensor isGood_B, double divergence, double beta, double goodWeight = 1, double badWeight = 1)
    {
        Shape.Require(isGood_B, logRatios_B.shape);
        using var scope = NewDisposeScope();
        var sign_B = Masked.Choose(isGood_B, logRatios_B.dtype, beta, -beta);
        var weight_B = Masked.Choose(isGood_B, logRatios_B.dtype, goodWeight, badWeight);
        var lost_B = logRatios_B.Minus(Math.Max(0, divergence)).Times(sign_B).sigmoid().SubtractedFrom(1);
        return lost_B.Times(weight_B).MoveToOuterDisposeScope();
    }

    /// <summary>−log σ(r⁺ − r⁻) + c (r⁺ + r⁻)²: a reward model from comparisons, its rewards kept around 0. Bradley and Terry; centring of arXiv 2312.09244.</summary>
    /// <param name="chosen_P">Rewards of the preferred answers.</param>
    /// <param name="rejected_P">Rewards of the others.</param>
    /// <param name="centring">c; 0 for none.</param>
    /// <returns>One loss per pair [P].</returns>
    public static Tensor BradleyTerry(Tensor chosen_P, Tensor rejected_P, double centring = 0)
    {
        Shape.Require(rejected_P, chosen_P.shape);
        using var scope = NewDisposeScope();
        var lost_P = nn.functional.logsigmoid(chosen_P.Minus(rejected_P)).Negated();
        return lost_P.Plus(chosen_P.Plus(rejected_P).Squared().Times(centring)).MoveToOuterDisposeScope();
    }
}
