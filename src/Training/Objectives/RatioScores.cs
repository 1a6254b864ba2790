using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>From log π/π_ref of a response to the score that preferences compare: f′(π/π_ref) of the divergence f that ties the policy to its reference.</summary>
/// <param name="logRatios_P">One log-ratio per response.</param>
/// <returns>One score per response, 0 where the ratio is 1. The caller disposes it.</returns>
public delegate Tensor RatioScore(Tensor logRatios_P);

/// <summary>The scores of f-DPO (arXiv 2309.16240), each shifted so that a policy that has not moved scores 0.</summary>
public static class RatioScores
{
    /// <summary>The log-ratio itself: the reverse divergence of DPO.</summary>
    public static Tensor ReverseKl(Tensor logRatios_P) => logRatios_P.alias();

    /// <summary>1 − π_ref/π: the forward divergence.</summary>
    public static Tensor ForwardKl(Tensor logRatios_P)
    {
        using var scope = NewDisposeScope();
        return logRatios_P.Negated().exp().SubtractedFrom(1).MoveToOuterDisposeScope();
    }

    /// <summary>log σ(log-ratio) + log 2: Jensen and Shannon's divergence.</summary>
    public static Tensor JensenShannon(Tensor logRatios_P)
    {
        using var scope = NewDisposeScope();
        return nn.functional.logsigmoid(logRatios_P).Plus(Math.Log(2)).MoveToOuterDisposeScope();
    }

    /// <summary>((π/π_ref)^(α − 1) − 1)/(α − 1): the α-divergence, which is the reverse one at α = 1.</summary>
    /// <param name="alpha">α.</param>
    public static RatioScore Alpha(double alpha) => logRatios_P =>
    {
        if (Math.Abs(alpha - 1) < 1e-6)
        {
            return ReverseKl(logRatios_P);
        }

        using var scope = NewDisposeScope();
        return logRatios_P.Times(alpha - 1).exp().Minus(1.0).Times(1 / (alpha - 1)).MoveToOuterDisposeScope();
    };

    /// <summary>(1 − π^−α)/α without a reference: AlphaPO, arXiv 2501.03884. It is log π at α = 0.</summary>
    /// <param name="alpha">α.</param>
    public static RatioScore AlphaReward(double alpha) => Alpha(1 - alpha);
}
