using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>One kind of <see cref="RolloutRejection"/> with its bounds.</summary>
/// <param name="Measure">How disagreement is measured.</param>
/// <param name="Level">What is judged: tokens or responses.</param>
/// <param name="Low">Smallest value that is kept; −∞ for none.</param>
/// <param name="High">Largest value that is kept.</param>
public sealed record RejectionRule(RolloutRejection.Measure Measure, RolloutRejection.Level Level, double Low, double High)
{
    /// <summary>A rule of k1, whose bounds are ratios π_sampler/π.</summary>
    /// <param name="level">What is judged.</param>
    /// <param name="low">Smallest ratio that is kept, above 0; null for the inverse of the largest.</param>
    /// <param name="high">Largest ratio that is kept.</param>
    public static RejectionRule OfRatio(RolloutRejection.Level level, double? low, double high) =>
        new(RolloutRejection.K1, level, Math.Log(low ?? 1 / high), Math.Log(high));

    /// <summary>Which sampled tokens are kept, boolean [B, T]; see <see cref="RolloutRejection.Kept"/>.</summary>
    public Tensor Kept(Tensor logProbs_BT, Tensor samplerLogProbs_BT, Tensor isSampled_BT) =>
        RolloutRejection.Kept(logProbs_BT, samplerLogProbs_BT, isSampled_BT, Measure, Level, Low, High);
}
