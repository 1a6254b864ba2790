namespace Agentic.Training.Recipes.Ssp;

/// <summary>How much one arm of the replica is given. Sizes alone: what is compared does not depend on them.</summary>
public sealed record SspBudget
{
    /// <summary>Most steps of imitation before the arms part, over all three roles.</summary>
    public int WarmUpdates { get; init; } = 800;

    /// <summary>Success on validation questions at which imitation ends: once what was read is copied, and well before all is known.</summary>
    public double WarmSuccess { get; init; } = 0.4;

    /// <summary>Rows of a step of imitation.</summary>
    public int WarmRows { get; init; } = 48;

    /// <summary>Rounds of an arm.</summary>
    public int Updates { get; init; } = 40;

    /// <summary>Places of the solvers' batch: answers that are proposed for in a round.</summary>
    public int Places { get; init; } = 24;

    /// <summary>Solvers of a place, as published.</summary>
    public int Solvers { get; init; } = 5;

    /// <summary>Highest learning rate of the arms.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Held-out questions.</summary>
    public int HeldOut { get; init; } = 256;

    /// <summary>Graphs that questions are about: enough that no answer is remembered, as names are shared by all of them.</summary>
    public int Graphs { get; init; } = 40;

    /// <summary>Things in a graph.</summary>
    public int Entities { get; init; } = 16;
}
