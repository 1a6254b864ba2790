using Agentic.Training.Optimization;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Learning;

/// <summary>How optimiser steps are taken.</summary>
/// <param name="Rules">What moves each parameter.</param>
/// <param name="MaxGradNorm">The gradient's norm is cut to this.</param>
public sealed record LearnerSettings(UpdateRules.Choice Rules, double MaxGradNorm)
{
    /// <summary>Tokens that go through the model together: large enough to fill two cores, small enough for the caches.</summary>
    public int MaxTokensPerPass { get; init; } = 8192;

    /// <summary>One rule for all parameters.</summary>
    public LearnerSettings(IUpdateRule rule, double maxGradNorm)
        : this((_, _) => rule, maxGradNorm)
    {
    }

    /// <summary>What a scenario asks for.</summary>
    public static LearnerSettings Of(TrainSettings settings) => new(UpdateRules.All[settings.Optimizer](settings), settings.MaxGradNorm);
}
