namespace Agentic.Training.Objectives;

/// <summary>Numbers that named parts may ask for; each reads what it needs. Null means the method's own default.</summary>
public sealed record ObjectiveSettings
{
    /// <summary>ε below 1.</summary>
    public double? ClipLow { get; init; }

    /// <summary>ε above 1; a CISPO without a lower clip reads it as the largest weight.</summary>
    public double? ClipHigh { get; init; }

    /// <summary>Where the loss of negative advantages stops growing.</summary>
    public double? DualClip { get; init; }

    /// <summary>Highest ratio that the unclipped branch sees.</summary>
    public double? RatioCap { get; init; }

    /// <summary>Steepness of a soft gate where A &gt; 0.</summary>
    public double? PositiveTemperature { get; init; }

    /// <summary>Steepness of a soft gate elsewhere.</summary>
    public double? NegativeTemperature { get; init; }

    /// <summary>β of the divergence from the reference; 0 leaves the term out.</summary>
    public double KlCoefficient { get; init; }

    /// <summary>Weight of the entropy bonus.</summary>
    public double EntropyCoefficient { get; init; }

    /// <summary>The two clips, with a method's own defaults.</summary>
    internal ClipRange Clip(double low, double high) => new(ClipLow ?? low, ClipHigh ?? high);
}
