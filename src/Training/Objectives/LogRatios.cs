using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>How far the policy has moved from the one that sampled: log π/π_old, of a token or of its whole response.</summary>
/// <param name="logProbs_BT">log π(token) now; the only input that carries a gradient.</param>
/// <param name="oldLogProbs_BT">log π(token) when the token was sampled.</param>
/// <param name="isSampled_BT">Boolean; true where the policy chose the token. Other slots may hold NaN or −∞.</param>
/// <returns>Log-ratios [B, T], 0 in masked slots. The caller disposes them.</returns>
public delegate Tensor LogRatio(Tensor logProbs_BT, Tensor oldLogProbs_BT, Tensor isSampled_BT);

/// <summary>The ratios of the literature, as their logarithms.</summary>
public static class LogRatios
{
    /// <summary>Each token by itself (PPO, GRPO).</summary>
    /// <param name="limit">Cuts the logarithm off on both sides, 20 in verl; null does not, as in TRL.</param>
    public static LogRatio Token(double? limit = 20) => (logProbs_BT, oldLogProbs_BT, isSampled_BT) =>
    {
        using var scope = NewDisposeScope();
        var ratio_BT = Difference(logProbs_BT, oldLogProbs_BT, isSampled_BT);
        return (limit is { } most ? ratio_BT.ClampedTo(-most, most) : ratio_BT).MoveToOuterDisposeScope();
    };

    /// <summary>
    /// The mean over the response, seen by every one of its tokens, with the gradient of the mean: s_i of GSPO
    /// (arXiv 2507.18071, equation 7).
    /// </summary>
    public static LogRatio Sequence() => (logProbs_BT, oldLogProbs_BT, isSampled_BT) =>
    {
        using var scope = NewDisposeScope();
        var ratio_B1 = Masked.RowMean(Difference(logProbs_BT, oldLogProbs_BT, isSampled_BT), isSampled_BT);
        return Masked.Zeroed(ratio_B1.expand_as(logProbs_BT), isSampled_BT).MoveToOuterDisposeScope();
    };

    /// <summary>
    /// The same value, but each token's gradient is its own: sg[log s_i] + log π − sg[log π], GSPO-token (equation 14).
    /// Equal to <see cref="Sequence"/> where all tokens of a response share advantage and weight.
    /// </summary>
    /// <param name="highest">Cuts the logarithm off above, 10 in verl; null does not.</param>
    public static LogRatio SequenceToken(double? highest = 10) => (logProbs_BT, oldLogProbs_BT, isSampled_BT) =>
    {
        using var scope = NewDisposeScope();
        var now_BT = Masked.Zeroed(logProbs_BT, isSampled_BT);
        var ratio_B1 = Masked.RowMean(Difference(now_BT.detach(), oldLogProbs_BT, isSampled_BT), isSampled_BT);
        var ratio_BT = now_BT.Minus(now_BT.detach()).Plus(ratio_B1);
        var cut_BT = highest is { } most ? ratio_BT.ClampedTo(null, most) : ratio_BT;
        return Masked.Zeroed(cut_BT, isSampled_BT).MoveToOuterDisposeScope();
    };

    private static Tensor Difference(Tensor logProbs_BT, Tensor oldLogProbs_BT, Tensor isSampled_BT)
    {
        Shape.Require(oldLogProbs_BT, logProbs_BT.shape);
        Shape.Require(isSampled_BT, logProbs_BT.shape);
        return Masked.Zeroed(logProbs_BT, isSampled_BT).Minus(Masked.Zeroed(oldLogProbs_BT.detach(), isSampled_BT));
    }
}
