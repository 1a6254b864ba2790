namespace Agentic.Training.Metrics;

/// <summary>A confidence interval.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether a value lies inside, ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;

    internal static void RequireLevel(double level)
    {
        if (level is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "A confidence level lies between 0 and 1, such as 0.95.");
        }
    }
}
