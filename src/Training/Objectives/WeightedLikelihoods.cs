using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>
/// Surrogates of the form −w A log π with a weight w that carries no gradient: no token is ever dropped by a clip, its
/// weight is only bounded. Their values are not comparable with those of <see cref="Surrogates"/>; their gradients are.
/// </summary>
public static class WeightedLikelihoods
{
    /// <summary>w = 1: REINFORCE, and GPG (arXiv 2504.02546).</summary>
    public static Surrogate Plain() => (logRatio_BT, logProbs_BT, advantages_BT, isSampled_BT) =>
    {
        using var scope = NewDisposeScope();
        return Loss(logProbs_BT, advantages_BT, isSampled_BT, null).MoveToOuterDisposeScope();
    };

    /// <summary>w = clip(r, lowest, highest): CISPO, arXiv 2506.13585.</summary>
    /// <param name="lowest">Smallest weight, 1 − ε in verl; null: any, as in TRL.</param>
    /// <param name="highest">Largest weight: 1 + ε in verl, ε itself in TRL.</param>
    public static Surrogate ClippedWeight(double? lowest, double highest) => (logRatio_BT, logProbs_BT, advantages_BT, isSampled_BT) =>
    {
        using var scope = NewDisposeScope();
        var weight_BT = logRatio_BT.detach().exp().ClampedTo(lowest, highest);
        return Loss(logProbs_BT, advantages_BT, isSampled_BT, weight_BT).MoveToOuterDisposeScope();
    };

    /// <summary>w = min(r, cap), and 0 once the token's probability has moved by more than the bound. DPPO, total variation.</summary>
    /// <param name="low">Largest fall of the probability that still learns where A ≤ 0.</param>
    /// <param name="high">Largest rise that still learns where A &gt; 0.</param>
    /// <param name="cap">Largest weight.</param>
    public static Surrogate BoundedVariation(double low, double high, double cap = 20) => Bounded(cap, (now_BT, ratio_BT, isUp_BT) =>
    {
        var old_BT = now_BT.Minus(ratio_BT).exp();
        var rise_BT = now_BT.exp().Minus(old_BT);
        return where(isUp_BT, rise_BT.le(Scalars.Of(high)), rise_BT.ge(Scalars.Of(-low)));
    });

    /// <summary>The same bound on the divergence between the token and all others. DPPO, binary KL.</summary>
    /// <param name="low">Largest divergence that still learns where A ≤ 0 and the token has become less likely.</param>
    /// <param name="high">Largest divergence that still learns where A &gt; 0 and it has become likelier.</param>
    /// <param name="cap">Largest weight.</param>
    public static Surrogate BoundedDivergence(double low, double high, double cap = 20) => Bounded(cap, (now_BT, ratio_BT, isUp_BT) =>
    {
        const double Small = 1e-8;
        var (p_BT, old_BT) = (now_BT.exp(), now_BT.Minus(ratio_BT).exp());
        var others_BT = old_BT.Negated().Plus(1.0);
        var odds_BT = others_BT.Plus(Small).Over(p_BT.Negated().Plus(1 + Small)).log();
        var divergence_BT = others_BT.Times(odds_BT).Minus(old_BT.Times(ratio_BT));
        var mayRise_BT = divergence_BT.le(Scalars.Of(high)).logical_or(p_BT.le(old_BT));
        var mayFall_BT = divergence_BT.le(Scalars.Of(low)).logical_or(p_BT.ge(old_BT));
        return where(isUp_BT, mayRise_BT, mayFall_BT);
    });

    /// <summary>w = W^k e^{λ(1 − W)}, W the ratio of the whole response: largest at W = k/λ, falling on both sides. VESPO.</summary>
    /// <param name="positivePower">k where A ≥ 0.</param>
    /// <param name="positiveRate">λ where A ≥ 0.</param>
    /// <param name="negativePower">k elsewhere.</param>
    /// <param name="negativeRate">λ elsewhere.</param>
    public static Surrogate GammaWeight(double positivePower = 2, double positiveRate = 3, double negativePower = 3, double negativeRate = 2) =>
        (logRatio_BT, logProbs_BT, advantages_BT, isSampled_BT) =>
        {
            using var scope = NewDisposeScope();
            var token_BT = logRatio_BT.detach().ClampedTo(-20, 20);
            var log_B1 = Masked.Zeroed(token_BT, isSampled_BT).sum(1, keepdim: true).ClampedTo(Math.Log(1e-8), 20);
            var isUp_BT = advantages_BT.detach().ge(Scalars.Of(0.0));
            var power_BT = Masked.Choose(isUp_BT, log_B1.dtype, positivePower, negativePower);
            var rate_BT = Masked.Choose(isUp_BT, log_B1.dtype, positiveRate, negativeRate);
            var weight_BT = log_B1.Times(power_BT).Plus(rate_BT).Minus(log_B1.exp().Times(rate_BT)).exp();
            return Loss(logProbs_BT, advantages_BT, isSampled_BT, weight_BT).MoveToOuterDisposeScope();
        };

    /// <summary>−A log π + β/2 (log r)²: the square keeps the policy near its old self without a clip. DRO, arXiv 2405.19107.</summary>
    /// <param name="beta">Strength of the pull.</param>
    public static Surrogate Regularised(double beta) => (logRatio_BT, logProbs_BT, advantages_BT, isSampled_BT) =>
    {
        using var scope = NewDisposeScope();
        var likelihood_BT = Loss(logProbs_BT, advantages_BT, isSampled_BT, null);
        return likelihood_BT.Plus(logRatio_BT.Squared().Times(beta / 2)).MoveToOuterDisposeScope();
    };

    private static Surrogate Bounded(double cap, Func<Tensor, Tensor, Tensor, Tensor> mayLearn) =>
        (logRatio_BT, logProbs_BT, advantages_BT, isSampled_BT) =>
        {
            using var scope = NewDisposeScope();
            var (now_BT, ratio_BT) = (Masked.Zeroed(logProbs_BT.detach(), isSampled_BT), logRatio_BT.detach());
            var isUp_BT = advantages_BT.detach().gt(Scalars.Of(0.0));
            var weight_BT = ratio_BT.exp().ClampedTo(null, cap).Times(mayLearn(now_BT, ratio_BT, isUp_BT).to(ratio_BT.dtype));
            return Loss(logProbs_BT, advantages_BT, isSampled_BT, weight_BT).MoveToOuterDisposeScope();
        };

    private static Tensor Loss(Tensor logProbs_BT, Tensor advantages_BT, Tensor isSampled_BT, Tensor? weight_BT)
    {
        Shape.Require(advantages_BT, logProbs_BT.shape);
        var gain_BT = Masked.Zeroed(advantages_BT.detach(), isSampled_BT);
        var weighted_BT = weight_BT is null ? gain_BT : Masked.Zeroed(weight_BT.expand_as(gain_BT), isSampled_BT).Times(gain_BT);
        return weighted_BT.Times(Masked.Zeroed(logProbs_BT, isSampled_BT)).Negated();
    }
}
