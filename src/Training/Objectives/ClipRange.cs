namespace Agentic.Training.Objectives;

/// <summary>How far a probability ratio may leave 1 before its gradient stops.</summary>
/// <param name="Low">Below: the ratio may fall to 1 − Low.</param>
/// <param name="High">Above: the ratio may rise to 1 + High.</param>
public readonly record struct ClipRange(double Low, double High)
{
    /// <summary>0.2 on both sides, PPO's.</summary>
    public static ClipRange Symmetric => new(0.2, 0.2);
}
