using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>How far the policy has moved since the tokens were sampled: sums over tokens, so that micro-batches add up.</summary>
/// <param name="Tokens">Sampled tokens.</param>
/// <param name="ClippedLow">Tokens with A &lt; 0 and a ratio below 1 − low: their gradient stops under a clip.</param>
/// <param name="ClippedHigh">Tokens with A &gt; 0 and a ratio above 1 + high.</param>
/// <param name="SumK1">Σ (log π_old − log π).</param>
/// <param name="SumK3">Σ (r − log r − 1), r = π/π_old of each token.</param>
/// <param name="SumRatio">Σ of the method's ratio.</param>
/// <param name="LowestRatio">The smallest of the method's ratios; +∞ without tokens.</param>
/// <param name="HighestRatio">The largest; 0 without tokens.</param>
public readonly record struct RatioStatistics(
    double Tokens, double ClippedLow, double ClippedHigh, double SumK1, double SumK3, double SumRatio, double LowestRatio, double HighestRatio)
{
    /// <summary>Nothing seen yet.</summary>
    public static RatioStatistics None => new(0, 0, 0, 0, 0, 0, double.PositiveInfinity, 0);

    /// <summary>Share of tokens cut off below.</summary>
    public double LowFraction => Share(ClippedLow);

    /// <summary>Share of tokens cut off above.</summary>
    public double HighFraction => Share(ClippedHigh);

    /// <summary>Share of tokens cut off: verl's <c>actor/pg_clipfrac</c>.</summary>
    public double ClipFraction => Share(ClippedLow + ClippedHigh);

    /// <summary>Mean of log π_old − log π: verl's <c>actor/ppo_kl</c>.</summary>
    public double ApproximateKl => Share(SumK1);

    /// <summary>Mean of r − log r − 1, never negative.</summary>
    public double LowVarianceKl => Share(SumK3);

    /// <summary>Mean of the method's ratio; 1 in expectation over fresh tokens.</summary>
    public double MeanRatio => Share(SumRatio);

    /// <summary>Looks at one micro-batch.</summary>
    /// <param name="logRatio_BT">The method's own log-ratio, 0 in masked slots.</param>
    /// <param name="tokenLogRatio_BT">log π/π_old of each token, 0 in masked slots.</param>
    /// <param name="advantages_BT">One per token.</param>
    /// <param name="isSampled_BT">Boolean; true where the policy chose the token.</param>
    /// <param name="clip">Where a clip would act.</param>
    public static RatioStatistics Of(Tensor logRatio_BT, Tensor tokenLogRatio_BT, Tensor advantages_BT, Tensor isSampled_BT, ClipRange clip)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var chosen = isSampled_BT.nonzero();
        if (chosen.shape[0] == 0)
        {
            return None;
        }

        var ratio_N = logRatio_BT.detach().masked_select(isSampled_BT).to(ScalarType.Float64).exp();
        var move_N = tokenLogRatio_BT.detach().masked_select(isSampled_BT).to(ScalarType.Float64);
        var advantages_N = advantages_BT.detach().masked_select(isSampled_BT);
        var (zero, low, high) = (Scalars.Of(0.0), Scalars.Of(1 - clip.Low), Scalars.Of(1 + clip.High));
        var sums = stack(
        [
            ratio_N.lt(low).logical_and(advantages_N.lt(zero)).sum().to(ScalarType.Float64),
            ratio_N.gt(high).logical_and(advantages_N.gt(zero)).sum().to(ScalarType.Float64),
            move_N.sum().Negated(),
            move_N.exp().Minus(move_N).Minus(1.0).sum(),
            ratio_N.sum(),
            ratio_N.min(),
            ratio_N.max(),
        ]).Read<double>();
        return new RatioStatistics(chosen.shape[0], sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6]);
    }

    /// <summary>Both micro-batches together.</summary>
    public RatioStatistics Plus(RatioStatistics other) => new(
        Tokens + other.Tokens,
        ClippedLow + other.ClippedLow,
        ClippedHigh + other.ClippedHigh,
        SumK1 + other.SumK1,
        SumK3 + other.SumK3,
        SumRatio + other.SumRatio,
        Math.Min(LowestRatio, other.LowestRatio),
        Math.Max(HighestRatio, other.HighestRatio));

    private double Share(double sum) => Tokens > 0 ? sum / Tokens : 0;
}
