using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>How far a policy is from the one that sampled its tokens, over a whole batch: what verl logs as <c>rollout_corr/…</c>.</summary>
/// <param name="Kl">Mean of log π_sampler − log π over tokens (<c>kl</c>).</param>
/// <param name="LowVarianceKl">Mean of r − log r − 1 over tokens, r = π/π_sampler (<c>k3_kl</c>).</param>
/// <param name="LogPerplexity">Mean over rows of −mean log π (<c>training_log_ppl</c>).</param>
/// <param name="SamplerLogPerplexity">The same of the sampler (<c>rollout_log_ppl</c>).</param>
/// <param name="Perplexity">Mean over rows of e^(−mean log π) (<c>training_ppl</c>).</param>
/// <param name="SamplerPerplexity">The same of the sampler (<c>rollout_ppl</c>).</param>
/// <param name="PerplexityRatio">Mean over rows of the policy's perplexity by the sampler's (<c>ppl_ratio</c>).</param>
/// <param name="LogPerplexityGap">Mean over rows of the difference of the two logarithms (<c>log_ppl_diff</c>).</param>
/// <param name="MeanAbsoluteGap">Mean of its size (<c>log_ppl_abs_diff</c>).</param>
/// <param name="HighestGap">Its largest value (<c>log_ppl_diff_max</c>).</param>
/// <param name="LowestGap">Its smallest (<c>log_ppl_diff_min</c>).</param>
/// <param name="TokenChi2">Mean of r² − 1 over tokens (<c>chi2_token</c>).</param>
/// <param name="SequenceChi2">The same of whole rows (<c>chi2_seq</c>).</param>
/// <remarks>Rows without a token do not count. Logarithms of ratios are held within ±20 before they are squared.</remarks>
public readonly record struct SamplerDrift(
    double Kl, double LowVarianceKl, double LogPerplexity, double SamplerLogPerplexity, double Perplexity, double SamplerPerplexity, double PerplexityRatio,
    double LogPerplexityGap, double MeanAbsoluteGap, double HighestGap, double LowestGap, double TokenChi2, double SequenceChi2)
{
    private const double LogLimit = 20;

    /// <summary>Looks at a batch.</summary>
    /// <param name="logProbs_BT">log π(token).</param>
    /// <param name="samplerLogProbs_BT">log π_sampler(token).</param>
    /// <param name="isSampled_BT">Boolean; true where the policy chose the token. Other slots may hold anything.</param>
    /// <returns>All 0 when no token was sampled.</returns>
    public static SamplerDrift Of(Tensor logProbs_BT, Tensor samplerLogProbs_BT, Tensor isSampled_BT)
    {
        Shape.Require(samplerLogProbs_BT, logProbs_BT.shape);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (ours_BT, theirs_BT) = (logProbs_BT.to(ScalarType.Float64), samplerLogProbs_BT.to(ScalarType.Float64));
        var hasToken_B = isSampled_BT.any(1);
        if (hasToken_B.sum().ReadNumber() == 0)
        {
            return default;
        }

        var gap_BT = Masked.Zeroed(ours_BT.Minus(theirs_BT), isSampled_BT);
        var gap_N = gap_BT.masked_select(isSampled_BT);
        Tensor Loss(Tensor values_BT) => Masked.RowMean(values_BT, isSampled_BT).squeeze(1).masked_select(hasToken_B).Negated();
        var (ours_B, theirs_B) = (Loss(ours_BT), Loss(theirs_BT));
        var apart_B = ours_B.Minus(theirs_B);
        var numbers = stack(
        [
            gap_N.mean().Negated(),
            gap_N.exp().Minus(gap_N).Minus(1.0).mean(),
            ours_B.mean(),
            theirs_B.mean(),
            ours_B.exp().mean(),
            theirs_B.exp().mean(),
            apart_B.exp().mean(),
            apart_B.mean(),
            apart_B.abs().mean(),
            apart_B.max(),
            apart_B.min(),
            Chi2(gap_N),
            Chi2(gap_BT.sum(1).masked_select(hasToken_B)),
        ]).Read<double>();
        return new SamplerDrift(
            numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7], numbers[8], numbers[9], numbers[10], numbers[11], numbers[12]);
    }

    private static Tensor Chi2(Tensor logRatios) => logRatios.ClampedTo(-LogLimit, LogLimit).Times(2.0).exp().mean().Minus(1.0);
}
