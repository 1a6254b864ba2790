using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>
/// What a loss is divided by: counts of the whole optimiser batch. Every micro-batch is given the same totals, so that
/// gradients added over micro-batches equal those of the batch in one piece.
/// </summary>
/// <param name="Tokens">Sampled tokens in the batch.</param>
/// <param name="Sequences">Rows with at least one sampled token; peers that count empty rows pass all rows.</param>
/// <param name="Horizon">The generation budget in tokens: a constant of the run, never the width of a batch.</param>
public readonly record struct BatchTotals(double Tokens, double Sequences, double Horizon)
{
    /// <summary>Counts one batch.</summary>
    /// <param name="isSampled_BT">Boolean; true where the policy chose the token.</param>
    /// <param name="horizon">The generation budget in tokens.</param>
    public static BatchTotals Of(Tensor isSampled_BT, double horizon)
    {
        using var scope = NewDisposeScope();
        var lengths = isSampled_BT.sum(1).Read<long>();
        return new BatchTotals(lengths.Sum(), lengths.Count(length => length > 0), horizon);
    }

    /// <summary>The totals of several batches together.</summary>
    public BatchTotals Plus(BatchTotals other) => this with { Tokens = Tokens + other.Tokens, Sequences = Sequences + other.Sequences };
}
