using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>A loss to minimise and what it saw. Owns the loss.</summary>
/// <param name="Loss">A scalar with a gradient; add up over the micro-batches.</param>
/// <param name="Policy">Value of the surrogate term alone.</param>
/// <param name="Kl">Value of the KL term before its coefficient; 0 without one.</param>
/// <param name="Entropy">Aggregated entropy before its coefficient; 0 when no entropies were given.</param>
/// <param name="Ratios">How far the policy has moved.</param>
public sealed record ObjectiveResult(Tensor Loss, double Policy, double Kl, double Entropy, RatioStatistics Ratios) : IDisposable
{
    /// <summary>Sampled tokens that the rejection left out of the surrogate.</summary>
    public double RejectedTokens { get; init; }

    /// <inheritdoc/>
    public void Dispose() => Loss.Dispose();
}
