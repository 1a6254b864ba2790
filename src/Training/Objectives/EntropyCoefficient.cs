namespace Agentic.Training.Objectives;

/// <summary>Keeps the entropy of the policy near a target from below (Skywork-OR1, arXiv 2505.22312).</summary>
public static class EntropyCoefficient
{
    /// <summary>The coefficient after a step: raised while the entropy is below its target, lowered while it is above.</summary>
    /// <param name="coefficient">The coefficient so far.</param>
    /// <param name="entropy">The policy's mean entropy in nats.</param>
    /// <param name="target">The entropy that is wanted.</param>
    /// <param name="delta">How much it changes in a step.</param>
    /// <param name="lowest">Smallest coefficient.</param>
    /// <param name="highest">Largest coefficient.</param>
    public static double Next(double coefficient, double entropy, double target, double delta = 0.005, double lowest = 0, double highest = 1) =>
        Math.Clamp(coefficient + (entropy < target ? delta : -delta), lowest, highest);

    /// <summary>The coefficient in force: none while the entropy is above its target.</summary>
    public static double Active(double coefficient, double entropy, double target) => entropy <= target ? coefficient : 0;
}
