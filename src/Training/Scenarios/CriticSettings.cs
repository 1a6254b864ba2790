using System.Collections.Immutable;

namespace Agentic.Training.Scenarios;

/// <summary>A critic beside the policy and what is made of its forecasts: generalised advantage estimation and PPO's value loss, with verl's defaults.</summary>
public sealed record CriticSettings
{
    /// <summary>Where the value head stands. "own": on a copy of the policy as it was when learning began. "shared": on the policy itself.</summary>
    public static ImmutableArray<string> Trunks { get; } = ["own", "shared"];

    /// <summary>γ per sampled token, where tokens are told apart.</summary>
    public double Gamma { get; init; } = 1;

    /// <summary>λ. 0: one-step errors; 1: returns minus forecasts.</summary>
    public double Lambda { get; init; } = 1;

    /// <summary>Between what the forecasts are chained: a name of <see cref="Advantages.TokenAdvantages.Levels"/>.</summary>
    public string Level { get; init; } = Advantages.TokenAdvantages.Token;

    /// <summary>Whether advantages have mean 0 and variance 1 over the sampled tokens of an update.</summary>
    public bool Whiten { get; init; } = true;

    /// <summary>One of <see cref="Trunks"/>.</summary>
    public string Trunk { get; init; } = Trunks[0];

    /// <summary>Whether the value head stands on the policy itself.</summary>
    public bool IsShared => Trunk == Trunks[1];

    /// <summary>
    /// The critic's own rate, constant, also that of a head on a shared trunk. The published 1e-5 is for billions of weights; this is what
    /// small policies imitate with.
    /// </summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How far a forecast may move in one update before its gradient stops, in reward units.</summary>
    public double Clip { get; init; } = 0.5;

    /// <summary>Weight of the value loss beside the policy's, on a shared trunk; TRL's.</summary>
    public double Coefficient { get; init; } = 0.1;

    /// <summary>First updates in which the critic learns alone and the policy stays as it is.</summary>
    public int WarmupUpdates { get; init; }

    /// <summary>Times that a critic that learns apart goes through each batch.</summary>
    public int Epochs { get; init; } = 1;
}
