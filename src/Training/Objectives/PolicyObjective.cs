using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>An objective put together from parts: loss = aggregate(surrogate · weights + β · KL) − c · aggregate(entropy).</summary>
/// <remarks>A new method is usually one changed part; <see cref="ObjectiveParts"/> has the published ones by name.</remarks>
public sealed record PolicyObjective
{
    /// <summary>How far the policy has moved.</summary>
    public required LogRatio Ratio { get; init; }

    /// <summary>The loss of a token.</summary>
    public required Surrogate Surrogate { get; init; }

    /// <summary>
    /// Leaves tokens out of the surrogate on which the policy now and the one that sampled disagree too much; null leaves none out.
    /// They still count in averages, so that the size of a micro-batch changes nothing.
    /// </summary>
    public RejectionRule? Rejection { get; init; }

    /// <summary>How tokens are averaged.</summary>
    public required Aggregation Aggregate { get; init; }

    /// <summary>Divergence from the reference; null leaves the term out.</summary>
    public KlEstimator? Kl { get; init; }

    /// <summary>β, the weight of the divergence.</summary>
    public double KlCoefficient { get; init; }

    /// <summary>Multiplies each estimate by a ratio, which makes it unbiased once the policy has moved (DeepSeek-V3.2); null does not.</summary>
    public LogRatio? KlRatio { get; init; }

    /// <summary>c, the weight of the entropy bonus; positive values keep the policy spread out.</summary>
    public double EntropyCoefficient { get; init; }

    /// <summary>How entropies are averaged; null for the same way as the loss.</summary>
    public Aggregation? EntropyAggregate { get; init; }

    /// <summary>What the diagnostics count as clipped; has no part in the loss.</summary>
    public ClipRange Clip { get; init; } = ClipRange.Symmetric;

    /// <summary>The loss of one micro-batch; the caller disposes the result.</summary>
    /// <exception cref="ArgumentException">A shape is wrong, or a term lacks its input.</exception>
    public ObjectiveResult Evaluate(ObjectiveInputs inputs)
    {
        inputs.RequireShapes();
        using var scope = NewDisposeScope();
        var isSampled_BT = inputs.IsSampled_BT;
        var logRatio_BT = Ratio(inputs.LogProbs_BT, inputs.OldLogProbs_BT, isSampled_BT);
        var kept_BT = Rejection?.Kept(inputs.LogProbs_BT, inputs.OldLogProbs_BT, isSampled_BT);
        var loss_BT = Weighted(Surrogate(logRatio_BT, inputs.LogProbs_BT, inputs.Advantages_BT, isSampled_BT), inputs);
        var policy = Aggregate(kept_BT is null ? loss_BT : Masked.Zeroed(loss_BT, kept_BT), isSampled_BT, inputs.Totals);
        var (loss, kl, entropy) = (policy, 0.0, 0.0);
        if (Kl is not null && KlCoefficient != 0)
        {
            var reference_BT = inputs.RefLogProbs_BT ?? throw Missing(nameof(inputs.RefLogProbs_BT), "a KL term");
            var kl_BT = Kl(inputs.LogProbs_BT, reference_BT, isSampled_BT);
            var weight_BT = KlRatio?.Invoke(inputs.LogProbs_BT, inputs.OldLogProbs_BT, isSampled_BT).exp();
            var term = Aggregate(weight_BT is null ? kl_BT : kl_BT.Times(weight_BT), isSampled_BT, inputs.Totals);
            kl = term.ReadNumber();
            loss = loss.Plus(term.Times(KlCoefficient));
        }

        if (EntropyCoefficient != 0 && inputs.Entropies_BT is null)
        {
            throw Missing(nameof(inputs.Entropies_BT), "an entropy bonus");
        }

        if (inputs.Entropies_BT is { } entropies_BT)
        {
            var term = (EntropyAggregate ?? Aggregate)(entropies_BT, isSampled_BT, inputs.Totals);
            entropy = term.ReadNumber();
            loss = EntropyCoefficient != 0 ? loss.Minus(term.Times(EntropyCoefficient)) : loss;
        }

        var moved_BT = Masked.Zeroed(inputs.LogProbs_BT.detach().Minus(inputs.OldLogProbs_BT.detach()), isSampled_BT);
        var ratios = RatioStatistics.Of(logRatio_BT, moved_BT, inputs.Advantages_BT, isSampled_BT, Clip);
        return new ObjectiveResult(loss.MoveToOuterDisposeScope(), policy.ReadNumber(), kl, entropy, ratios)
        {
            RejectedTokens = kept_BT is null ? 0 : ratios.Tokens - kept_BT.sum().ReadNumber(),
        };
    }

    private static Tensor Weighted(Tensor loss_BT, ObjectiveInputs inputs) => inputs.Weights_BT is { } weights_BT
        ? loss_BT.Times(Masked.Zeroed(weights_BT.detach(), inputs.IsSampled_BT))
        : loss_BT;

    private static ArgumentException Missing(string input, string term) => new($"{input} is needed for {term}; pass it, or set the term's coefficient to 0.", input);
}
