using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>Sums over the sampled tokens only.</summary>
/// <remarks>
/// Masked slots are overwritten, never multiplied by 0: 0 · NaN is NaN, and a −∞ that is masked after <c>exp</c> leaves
/// the loss finite and its gradient NaN.
/// </remarks>
public static class Masked
{
    /// <summary>The values with 0 in every masked slot; no gradient reaches those.</summary>
    public static Tensor Zeroed(Tensor values_BT, Tensor isSampled_BT)
    {
        Shape.Require(isSampled_BT, values_BT.shape);
        using var hidden_BT = isSampled_BT.logical_not();
        return values_BT.FilledWhere(hidden_BT, 0);
    }

    /// <summary>Σ over all sampled tokens: a scalar.</summary>
    public static Tensor Sum(Tensor values_BT, Tensor isSampled_BT)
    {
        using var zeroed_BT = Zeroed(values_BT, isSampled_BT);
        return zeroed_BT.sum();
    }

    /// <summary>Mean over each row's sampled tokens, shape [B, 1]; 0 for a row without any.</summary>
    public static Tensor RowMean(Tensor values_BT, Tensor isSampled_BT)
    {
        using var scope = NewDisposeScope();
        var lengths_B1 = isSampled_BT.sum(1, keepdim: true).to(values_BT.dtype).ClampedTo(1, null);
        return Zeroed(values_BT, isSampled_BT).sum(1, keepdim: true).Over(lengths_B1).MoveToOuterDisposeScope();
    }

    /// <summary>One number where the condition holds, another elsewhere, both exact.</summary>
    internal static Tensor Choose(Tensor condition, ScalarType type, double yes, double no)
    {
        using var scope = NewDisposeScope();
        return condition.to(type).FilledWhere(condition, yes).FilledWhere(condition.logical_not(), no).MoveToOuterDisposeScope();
    }
}
