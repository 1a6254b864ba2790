namespace Agentic.Training.Advantages;

/// <summary>DAPO's two devices around the reward (arXiv 2503.14476, equations 11 and 13).</summary>
public static class OverlongPenalty
{
    /// <summary>0 up to <c>budget − buffer</c> tokens, then falling straight to −<paramref name="factor"/> at the budget and beyond.</summary>
    /// <param name="length">Sampled tokens.</param>
    /// <param name="budget">Most tokens a response may have.</param>
    /// <param name="buffer">Width of the soft edge in tokens.</param>
    /// <param name="factor">Penalty of a response that used up its budget.</param>
    public static double At(int length, int budget, int buffer, double factor = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(buffer);
        return -factor * Math.Clamp((length - (budget - buffer)) / (double)buffer, 0, 1);
    }
}
