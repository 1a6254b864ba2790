using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>One micro-batch as an objective sees it. Axes: B rows, T response tokens, right-padded. All tensors are borrowed.</summary>
public sealed record ObjectiveInputs
{
    /// <summary>log π(token) now; carries the gradient.</summary>
    public required Tensor LogProbs_BT { get; init; }

    /// <summary>log π(token) before the first step on this batch.</summary>
    public required Tensor OldLogProbs_BT { get; init; }

    /// <summary>One advantage per token.</summary>
    public required Tensor Advantages_BT { get; init; }

    /// <summary>Boolean; true where the policy chose the token.</summary>
    public required Tensor IsSampled_BT { get; init; }

    /// <summary>Counts of the whole optimiser batch.</summary>
    public required BatchTotals Totals { get; init; }

    /// <summary>log π_ref(token); needed with a KL term.</summary>
    public Tensor? RefLogProbs_BT { get; init; }

    /// <summary>Entropy in nats of the next-token distribution; carries a gradient; needed with an entropy bonus.</summary>
    public Tensor? Entropies_BT { get; init; }

    /// <summary>Factors on the surrogate, without gradient: importance weights, masks of tokens. The KL and entropy terms escape them.</summary>
    public Tensor? Weights_BT { get; init; }

    internal void RequireShapes()
    {
        var shape = LogProbs_BT.shape;
        Shape.Require(OldLogProbs_BT, shape);
        Shape.Require(Advantages_BT, shape);
        Shape.Require(IsSampled_BT, shape);
        foreach (var optional in new[] { RefLogProbs_BT, Entropies_BT, Weights_BT })
        {
            if (optional is not null)
            {
                Shape.Require(optional, shape);
            }
        }
    }
}
