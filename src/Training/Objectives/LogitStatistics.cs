using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>What an objective needs of a next-token distribution. Axes: N positions, V vocabulary.</summary>
public static class LogitStatistics
{
    /// <summary>log π of the given tokens, shape [N].</summary>
    public static Tensor LogProbs(Tensor logits_NV, Tensor ids_N)
    {
        Shape.Require(ids_N, [logits_NV.shape[0]]);
        using var scope = NewDisposeScope();
        var chosen_N = logits_NV.gather(1, ids_N.unsqueeze(1)).squeeze(1);
        return chosen_N.Minus(logits_NV.logsumexp(1)).MoveToOuterDisposeScope();
    }

    /// <summary>−Σ π log π in nats, shape [N]. A token that was ruled out with −∞ counts as 0.</summary>
    public static Tensor Entropy(Tensor logits_NV)
    {
        using var scope = NewDisposeScope();
        var isOut_NV = logits_NV.isneginf();
        var product_NV = logits_NV.softmax(1).Times(logits_NV.FilledWhere(isOut_NV, 0));
        return logits_NV.logsumexp(1).Minus(product_NV.sum(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Σ π², the chance that two draws agree, shape [N].</summary>
    public static Tensor SquaredProbs(Tensor logits_NV)
    {
        using var scope = NewDisposeScope();
        return logits_NV.softmax(1).Squared().sum(1).MoveToOuterDisposeScope();
    }
}
