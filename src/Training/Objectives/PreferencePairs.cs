using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>Pairs of answers of which the first was preferred, as sums of log-probabilities over each answer. Axis: P pairs.</summary>
/// <remarks>Its tensors belong to the dispose scope in which it was made.</remarks>
public sealed record PreferencePairs
{
    /// <summary>log π of the preferred answers; carries the gradient.</summary>
    public required Tensor Chosen_P { get; init; }

    /// <summary>log π of the others; carries the gradient.</summary>
    public required Tensor Rejected_P { get; init; }

    /// <summary>log π_ref of the preferred answers; null in methods without a reference.</summary>
    public Tensor? RefChosen_P { get; init; }

    /// <summary>log π_ref of the others; null in methods without a reference.</summary>
    public Tensor? RefRejected_P { get; init; }

    /// <summary>Tokens of the preferred answers; null where the log-probabilities are means already.</summary>
    public Tensor? ChosenLengths_P { get; init; }

    /// <summary>Tokens of the others; null where the log-probabilities are means already.</summary>
    public Tensor? RejectedLengths_P { get; init; }

    /// <summary>What is compared: the log-ratio, unless another divergence ties the policy to its reference.</summary>
    public RatioScore Score { get; init; } = RatioScores.ReverseKl;

    /// <summary>Sums over tokens.</summary>
    /// <param name="logProbs_BT">log π(token): all preferred answers, then the others in the same order.</param>
    /// <param name="refLogProbs_BT">log π_ref(token), or null.</param>
    /// <param name="isAnswer_BT">Boolean; true for tokens of an answer. Other slots may hold anything.</param>
    /// <param name="tailWeight">Weight of tokens beyond the length of the shorter answer, below 1 against long-windedness (LD-DPO, arXiv 2409.06411).</param>
    public static PreferencePairs Of(Tensor logProbs_BT, Tensor? refLogProbs_BT, Tensor isAnswer_BT, double tailWeight = 1)
    {
        if (logProbs_BT.shape[0] % 2 != 0)
        {
            throw new ArgumentException($"Pairs need an even number of rows, the preferred ones first, but there are {logProbs_BT.shape[0]}.", nameof(logProbs_BT));
        }

        using var scope = NewDisposeScope();
        var lengths_B = isAnswer_BT.sum(1);
        var weights_BT = TailWeights(isAnswer_BT, lengths_B, tailWeight).to(logProbs_BT.dtype);
        var (chosen_P, rejected_P) = Halves(Masked.Zeroed(logProbs_BT, isAnswer_BT).Times(weights_BT).sum(1));
        var (refChosen_P, refRejected_P) = refLogProbs_BT is null ? (null, null)
            : ((Tensor?, Tensor?))Halves(Masked.Zeroed(refLogProbs_BT.detach(), isAnswer_BT).Times(weights_BT).sum(1));
        var (chosenLengths_P, rejectedLengths_P) = Halves(lengths_B.to(logProbs_BT.dtype).ClampedTo(1, null));
        return new PreferencePairs
        {
            Chosen_P = chosen_P.MoveToOuterDisposeScope(),
            Rejected_P = rejected_P.MoveToOuterDisposeScope(),
            RefChosen_P = refChosen_P?.MoveToOuterDisposeScope(),
            RefRejected_P = refRejected_P?.MoveToOuterDisposeScope(),
            ChosenLengths_P = chosenLengths_P.MoveToOuterDisposeScope(),
            RejectedLengths_P = rejectedLengths_P.MoveToOuterDisposeScope(),
        };
    }

    /// <summary>log π/π_ref of both sides; log π itself without a reference.</summary>
    internal (Tensor Chosen_P, Tensor Rejected_P) LogRatios() => (
        RefChosen_P is null ? Chosen_P.alias() : Chosen_P.Minus(RefChosen_P),
        RefRejected_P is null ? Rejected_P.alias() : Rejected_P.Minus(RefRejected_P));

    /// <summary>The scores of both sides.</summary>
    internal (Tensor Chosen_P, Tensor Rejected_P) Scores()
    {
        var (chosen_P, rejected_P) = LogRatios();
        return (Score(chosen_P), Score(rejected_P));
    }

    /// <summary>By how much the preferred answer scores higher.</summary>
    internal Tensor Margins()
    {
        var (chosen_P, rejected_P) = Scores();
        return chosen_P.Minus(rejected_P);
    }

    /// <summary>The same of scores per token.</summary>
    internal Tensor MeanMargins()
    {
        var (chosen_P, rejected_P) = Scores();
        return (ChosenLengths_P is null ? chosen_P : chosen_P.Over(ChosenLengths_P))
            .Minus(RejectedLengths_P is null ? rejected_P : rejected_P.Over(RejectedLengths_P));
    }

    private static Tensor TailWeights(Tensor isAnswer_BT, Tensor lengths_B, double tailWeight)
    {
        var (chosen_P, rejected_P) = Halves(lengths_B);
        var shared_P = minimum(chosen_P, rejected_P);
        var isTail_BT = isAnswer_BT.cumsum(1).gt(cat([shared_P, shared_P]).unsqueeze(1));
        return Masked.Choose(isTail_BT, ScalarType.Float64, tailWeight, 1);
    }

    private static (Tensor Chosen, Tensor Rejected) Halves(Tensor rows_B)
    {
        var pairs = rows_B.shape[0] / 2;
        return (rows_B.narrow(0, 0, pairs), rows_B.narrow(0, pairs, pairs));
    }
}
