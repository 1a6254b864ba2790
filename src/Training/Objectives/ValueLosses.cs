using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>What a critic learns from.</summary>
public static class ValueLosses
{
    /// <summary>½ max((V − G)², (clip(V, V_old ± width) − G)²) per token, as in PPO's reference implementation.</summary>
    /// <param name="values_BT">The critic's forecast now; carries the gradient.</param>
    /// <param name="oldValues_BT">Its forecast when the advantages were made.</param>
    /// <param name="returns_BT">What it should have said.</param>
    /// <param name="isSampled_BT">Boolean; true where the policy chose the token.</param>
    /// <param name="width">How far the forecast may move in one batch.</param>
    /// <returns>Loss per token [B, T], 0 in masked slots. The caller disposes it.</returns>
    public static Tensor Clipped(Tensor values_BT, Tensor oldValues_BT, Tensor returns_BT, Tensor isSampled_BT, double width)
    {
        Shape.Require(oldValues_BT, values_BT.shape);
        Shape.Require(returns_BT, values_BT.shape);
        using var scope = NewDisposeScope();
        var now_BT = Masked.Zeroed(values_BT, isSampled_BT);
        var old_BT = Masked.Zeroed(oldValues_BT.detach(), isSampled_BT);
        var target_BT = Masked.Zeroed(returns_BT.detach(), isSampled_BT);
        var held_BT = minimum(maximum(now_BT, old_BT.Minus(width)), old_BT.Plus(width));
        var loss_BT = maximum(now_BT.Minus(target_BT).Squared(), held_BT.Minus(target_BT).Squared());
        return loss_BT.Times(0.5).MoveToOuterDisposeScope();
    }

    /// <summary>Where the clipped error is the larger one, so that the forecast gets no gradient: boolean [B, T], false in masked slots. The caller disposes it.</summary>
    public static Tensor IsClipped(Tensor values_BT, Tensor oldValues_BT, Tensor returns_BT, Tensor isSampled_BT, double width)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var free_BT = Clipped(values_BT, oldValues_BT, returns_BT, isSampled_BT, double.PositiveInfinity);
        return Clipped(values_BT, oldValues_BT, returns_BT, isSampled_BT, width).gt(free_BT).MoveToOuterDisposeScope();
    }
}
