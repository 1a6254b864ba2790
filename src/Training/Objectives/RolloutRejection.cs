using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>Leaves out tokens or whole responses on which the policy that is clipped against and the one that sampled disagree too much; verl's rollout_rs.</summary>
public static class RolloutRejection
{
    private const double LogLimit = 20;

    /// <summary>Disagreement of a token, of d = log π_old − log π_sampler: one of <see cref="K1"/>, <see cref="K2"/>, <see cref="K3"/>.</summary>
    public delegate Tensor Measure(Tensor gap_BT);

    /// <summary>From tokens to what is judged, [B, T] or [B, 1]: one of <see cref="Token"/>, <see cref="Sum"/>, <see cref="Mean"/>, <see cref="Most"/>.</summary>
    public delegate Tensor Level(Tensor measured_BT, Tensor isSampled_BT);

    /// <summary>−d, the divergence of the sampler from π_old as the sampled token shows it: the bounds are logarithms of π_sampler/π_old.</summary>
    public static Tensor K1(Tensor gap_BT) => gap_BT.Negated();

    /// <summary>d²/2.</summary>
    public static Tensor K2(Tensor gap_BT)
    {
        using var squared_BT = gap_BT.Squared();
        return squared_BT.Times(0.5);
    }

    /// <summary>e^d − d − 1.</summary>
    public static Tensor K3(Tensor gap_BT)
    {
        using var scope = NewDisposeScope();
        return gap_BT.exp().Minus(gap_BT).Minus(1.0).MoveToOuterDisposeScope();
    }

    /// <summary>Each token by itself.</summary>
    public static Tensor Token(Tensor measured_BT, Tensor isSampled_BT) => measured_BT.alias();

    /// <summary>The sum over a response.</summary>
    public static Tensor Sum(Tensor measured_BT, Tensor isSampled_BT)
    {
        using var known_BT = Masked.Zeroed(measured_BT, isSampled_BT);
        return known_BT.sum(1, keepdim: true);
    }

    /// <summary>The mean over a response.</summary>
    public static Tensor Mean(Tensor measured_BT, Tensor isSampled_BT) => Masked.RowMean(measured_BT, isSampled_BT);

    /// <summary>The largest of a response, 0 at least.</summary>
    public static Tensor Most(Tensor measured_BT, Tensor isSampled_BT)
    {
        using var known_BT = Masked.Zeroed(measured_BT, isSampled_BT);
        return known_BT.amax([1], keepdim: true).ClampedTo(0, null);
    }

    /// <summary>Which sampled tokens are kept.</summary>
    /// <param name="oldLogProbs_BT">log π_old(token).</param>
    /// <param name="samplerLogProbs_BT">log π_sampler(token).</param>
    /// <param name="isSampled_BT">Boolean; true where the policy chose the token. Other slots may hold anything.</param>
    /// <param name="measure">How disagreement is measured.</param>
    /// <param name="level">What is judged.</param>
    /// <param name="low">Smallest value that is kept; −∞ for none.</param>
    /// <param name="high">Largest value that is kept.</param>
    /// <returns>Boolean [B, T], a subset of the mask.</returns>
    public static Tensor Kept(Tensor oldLogProbs_BT, Tensor samplerLogProbs_BT, Tensor isSampled_BT, Measure measure, Level level, double low, double high)
    {
        Shape.Require(samplerLogProbs_BT, oldLogProbs_BT.shape);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var gap_BT = Masked.Zeroed(oldLogProbs_BT.Minus(samplerLogProbs_BT), isSampled_BT).ClampedTo(-LogLimit, LogLimit);
        var judged = level(measure(gap_BT), isSampled_BT);
        return judged.ge(Scalars.Of(low)).logical_and(judged.le(Scalars.Of(high))).logical_and(isSampled_BT).MoveToOuterDisposeScope();
    }
}
