using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>Which tokens or rows the surrogate learns from. Statistics are over the whole mini-batch: make masks before it is split.</summary>
public static class TokenMasks
{
    /// <summary>The sampled tokens with the highest entropy: the forking tokens of arXiv 2506.01939.</summary>
    /// <param name="entropies_BT">Entropy in nats of each next-token distribution.</param>
    /// <param name="isSampled_BT">Boolean; true where the policy chose the token.</param>
    /// <param name="share">Share of the sampled tokens that is kept: 0.2 in the paper, 1 for all. TRL's top_entropy_quantile.</param>
    /// <returns>Boolean [B, T].</returns>
    public static Tensor TopEntropy(Tensor entropies_BT, Tensor isSampled_BT, double share)
    {
        Shape.Require(entropies_BT, isSampled_BT.shape);
        using var scope = NewDisposeScope();
        var (known, mask) = (entropies_BT.detach().to(ScalarType.Float64), isSampled_BT);
        var sorted = known.masked_select(mask).sort().Values.Read<double>();
        if (sorted.Length == 0)
        {
            return mask.clone().MoveToOuterDisposeScope();
        }

        // The quantile at 1 − share, linear between neighbours as torch.quantile.
        var place = (1 - share) * (sorted.Length - 1);
        var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        var threshold = below + ((above - below) * (place - Math.Floor(place)));
        return Masked.Zeroed(known, mask).ge(Scalars.Of(threshold)).logical_and(mask).MoveToOuterDisposeScope();
    }

    /// <summary>Drops the rows with A &lt; 0 that have moved too far from what sampled them: DeepSeek-V3.2's off-policy mask.</summary>
    /// <param name="logProbs_BT">log π(token) now.</param>
    /// <param name="samplerLogProbs_BT">log π(token) when it was sampled; NaN where it is not known, which counts as not moved.</param>
    /// <param name="advantages_BT">One per token.</param>
    /// <param name="isSampled_BT">Boolean; true where the policy chose the token.</param>
    /// <param name="most">Largest mean of log π_old − log π over a row that is kept.</param>
    /// <returns>Boolean [B, T]: true where the token is kept.</returns>
    public static Tensor OnPolicy(Tensor logProbs_BT, Tensor samplerLogProbs_BT, Tensor advantages_BT, Tensor isSampled_BT, double most)
    {
        Shape.Require(samplerLogProbs_BT, logProbs_BT.shape);
        using var scope = NewDisposeScope();
        var isKnown_BT = samplerLogProbs_BT.isnan().logical_not();
        var moved_BT = Masked.Zeroed(samplerLogProbs_BT.detach().Minus(logProbs_BT.detach()), isKnown_BT);
        var moved_B1 = Masked.RowMean(moved_BT, isSampled_BT);
        var isNear_B1 = moved_B1.le(Scalars.Of(most));
        return advantages_BT.detach().ge(Scalars.Of(0.0)).logical_or(isNear_B1).logical_and(isSampled_BT).MoveToOuterDisposeScope();
    }

    /// <summary>The share of sampled tokens with the largest (A − mean A)(log π − mean log π), at least one: Kl-Cov, arXiv 2505.22617.</summary>
    public static Tensor LargestCovariance(Tensor logProbs_BT, Tensor advantages_BT, Tensor isSampled_BT, double share)
    {
        using var scope = NewDisposeScope();
        var covariance_BT = Covariance(logProbs_BT, advantages_BT, isSampled_BT);
        var sorted = covariance_BT.masked_select(isSampled_BT).sort(descending: true).Values.Read<double>();
        if (sorted.Length == 0)
        {
            return isSampled_BT.clone().MoveToOuterDisposeScope();
        }

        var threshold = sorted[Math.Clamp((int)(sorted.Length * share), 1, sorted.Length) - 1];
        return covariance_BT.ge(Scalars.Of(threshold)).logical_and(isSampled_BT).MoveToOuterDisposeScope();
    }

    /// <summary>The sampled tokens whose covariance lies strictly between two bounds: the candidates of Clip-Cov, arXiv 2505.22617.</summary>
    public static Tensor CovarianceBetween(Tensor logProbs_BT, Tensor advantages_BT, Tensor isSampled_BT, double low, double high)
    {
        using var scope = NewDisposeScope();
        var covariance_BT = Covariance(logProbs_BT, advantages_BT, isSampled_BT);
        return covariance_BT.gt(Scalars.Of(low)).logical_and(covariance_BT.lt(Scalars.Of(high))).logical_and(isSampled_BT).MoveToOuterDisposeScope();
    }

    private static Tensor Covariance(Tensor logProbs_BT, Tensor advantages_BT, Tensor isSampled_BT)
    {
        Shape.Require(advantages_BT, logProbs_BT.shape);
        return Centred(advantages_BT, isSampled_BT).Times(Centred(logProbs_BT, isSampled_BT));
    }

    private static Tensor Centred(Tensor values_BT, Tensor isSampled_BT)
    {
        var known_BT = Masked.Zeroed(values_BT.detach(), isSampled_BT).to(ScalarType.Float64);
        var count = isSampled_BT.sum().to(ScalarType.Float64).ClampedTo(1, null);
        return Masked.Zeroed(known_BT.Minus(known_BT.sum().Over(count)), isSampled_BT);
    }
}
