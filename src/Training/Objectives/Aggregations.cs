using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>From a loss per token to one number.</summary>
/// <param name="loss_BT">Loss per token; masked slots are ignored whatever they hold.</param>
/// <param name="isSampled_BT">Boolean; true where the policy chose the token.</param>
/// <param name="totals">Counts of the whole optimiser batch.</param>
/// <returns>A scalar; micro-batches' scalars add up to the batch's. The caller disposes it.</returns>
public delegate Tensor Aggregation(Tensor loss_BT, Tensor isSampled_BT, BatchTotals totals);

/// <summary>Which token weighs how much: several published methods differ in nothing else.</summary>
public static class Aggregations
{
    /// <summary>Every token of the batch alike (DAPO).</summary>
    public static Tensor TokenMean(Tensor loss_BT, Tensor isSampled_BT, BatchTotals totals) =>
        Divided(loss_BT, isSampled_BT, totals.Tokens);

    /// <summary>Not divided at all.</summary>
    public static Tensor TokenSum(Tensor loss_BT, Tensor isSampled_BT, BatchTotals totals) =>
        Divided(loss_BT, isSampled_BT, 1);

    /// <summary>Sum over each response, mean over responses: long ones weigh more (LUSPO with a sequence ratio).</summary>
    public static Tensor SeqMeanTokenSum(Tensor loss_BT, Tensor isSampled_BT, BatchTotals totals) =>
        Divided(loss_BT, isSampled_BT, totals.Sequences);

    /// <summary>The same divided by the generation budget (Dr.GRPO).</summary>
    public static Tensor SeqMeanTokenSumNorm(Tensor loss_BT, Tensor isSampled_BT, BatchTotals totals) =>
        Divided(loss_BT, isSampled_BT, totals.Sequences * totals.Horizon);

    /// <summary>Mean over each response, mean over responses: a token of a short response weighs more (GRPO, GSPO).</summary>
    public static Tensor SeqMeanTokenMean(Tensor loss_BT, Tensor isSampled_BT, BatchTotals totals)
    {
        using var scope = NewDisposeScope();
        return Masked.RowMean(loss_BT, isSampled_BT).sum().Over(Math.Max(totals.Sequences, 1)).MoveToOuterDisposeScope();
    }

    // A batch without a token has the loss 0, not 0/0.
    private static Tensor Divided(Tensor loss_BT, Tensor isSampled_BT, double by)
    {
        using var sum = Masked.Sum(loss_BT, isSampled_BT);
        return sum.Over(by > 0 ? by : 1);
    }
}
