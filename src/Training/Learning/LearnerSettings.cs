using Agentic.Training.Optimization;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training.Learning;

/// <summary>How optimiser steps are taken.</summary>
/// <param name="Rules">What moves each parameter.</param>
/// <param name="MaxGradNorm">The gradient's norm is cut to this.</param>
public sealed record LearnerSettings(UpdateRules.Choice Rules, double MaxGradNorm)
{
    /// <summary>Tokens that go through the model together: large enough to fill two cores, small enough for the caches.</summary>
    public const int DefaultTokensPerPass = 8192;

    /// <summary>Bytes of float32 logits in one piece.</summary>
    public const long DefaultLogitBytes = 64L << 20;

    /// <summary>One rule for all parameters.</summary>
    public LearnerSettings(IUpdateRule rule, double maxGradNorm) : this((_, _) => rule, maxGradNorm)
    {
    }

    /// <summary>Tokens, padding included, that go through the model together; one row at least.</summary>
    public int MaxTokensPerPass { get; init; } = DefaultTokensPerPass;

    /// <summary>Whether decoder layers are computed again on the way back instead of being kept: less memory, a third more time.</summary>
    public bool Recompute { get; init; }

    /// <summary>Bytes of float32 logits in one piece.</summary>
    public long LogitBytes { get; init; } = DefaultLogitBytes;

    /// <summary>Whether losses are given entropies.</summary>
    public bool WithEntropies { get; init; }

    /// <summary>Whether losses are given the log-probabilities of a reference.</summary>
    public bool WithReference { get; init; }

    /// <summary>Whether tokens pay for their distance to a reference, which losses are not given then.</summary>
    public bool PaysReference { get; init; }

    /// <summary>Whether the weights of the start are kept, for roles that are played with them.</summary>
    public bool KeepsStart { get; init; }

    /// <summary>What answers are held to, when they are sampled and when their log-probabilities are computed again; null for nothing.</summary>
    public ITokenConstraint? Constraint { get; init; }

    /// <summary>What a scenario asks for.</summary>
    public static LearnerSettings Of(TrainSettings settings) => new(UpdateRules.All[settings.Optimizer](settings), settings.MaxGradNorm)
    {
        MaxTokensPerPass = settings.MaxTokensPerPass,
        Recompute = settings.GradientCheckpointing,
        WithEntropies = settings.Roles.Values.Prepend(settings).Any(role => role.EntropyCoefficient != 0),
        WithReference = settings.Roles.Values.Prepend(settings).Any(role => role.Kl is { InReward: false, Coefficient: not 0 }),
        PaysReference = settings.Kl is { InReward: true, Coefficient: not 0 },
        KeepsStart = settings.KeepsStart,
    };
}
