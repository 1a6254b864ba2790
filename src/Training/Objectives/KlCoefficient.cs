namespace Agentic.Training.Objectives;

/// <summary>How strongly the policy is tied to its reference.</summary>
public static class KlCoefficient
{
    /// <summary>The next coefficient: β · (1 + clip(KL/target − 1, ±0.2) · n/horizon). Ziegler et al., arXiv 1909.08593, section 2.2.</summary>
    /// <param name="coefficient">β so far.</param>
    /// <param name="kl">The divergence just seen.</param>
    /// <param name="target">The divergence that is wanted.</param>
    /// <param name="samples">Responses since the last change.</param>
    /// <param name="horizon">Responses over which a steady excess would change β by a fifth.</param>
    public static double Next(double coefficient, double kl, double target, double samples, double horizon)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(target);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        return coefficient * (1 + (Math.Clamp((kl / target) - 1, -0.2, 0.2) * samples / horizon));
    }

    /// <summary>Token rewards minus β · (log π_old − log π_ref), the divergence paid for as it arises; 0 at masked positions.</summary>
    public static double[,] Penalised(double[,] rewards_BT, double[,] oldLogProbs_BT, double[,] refLogProbs_BT, bool[,] isSampled_BT, double coefficient)
    {
        Advantages.TokenGrid.RequireShape(rewards_BT, isSampled_BT);
        Advantages.TokenGrid.RequireShape(oldLogProbs_BT, isSampled_BT);
        Advantages.TokenGrid.RequireShape(refLogProbs_BT, isSampled_BT);
        return Advantages.TokenGrid.Map(isSampled_BT, (row, token) =>
            rewards_BT[row, token] - (coefficient * (oldLogProbs_BT[row, token] - refLogProbs_BT[row, token])));
    }
}
