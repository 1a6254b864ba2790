namespace Agentic.Training.Recipes.Ssp;

/// <summary>How much one arm of the replica is given. Sizes alone: what is compared does not depend on them.</summary>
public sealed record SspBudget
{
    /// <summary>Steps of imitation before the arms part, over all three roles.</summary>
    public int WarmUpdates { get; init; } = 400;

    /// <summary>Rows of a step of imitation.</summary>
    public int WarmRows { get; init; } = 64;

    /// <summary>Rounds of an arm.</summary>
    public int Updates { get; init; } = 40;

    /// <summary>Places of the solvers' batch: answers that are proposed for in a round.</summary>
    public int Places { get; init; } = 24;

    /// <summary>Solvers of a place, as published.</summary>
    public int Solvers { get; init; } = 5;

    /// <summary>Highest learning rate of the arms.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>Held-out questions.</summary>
    public int HeldOut { get; init; } = 256;

    /// <summary>Graphs that questions are about. Few: names are shared by all of them, and evidence of one contradicts that of another.</summary>
    public int Graphs { get; init; } = 1;

    /// <summary>Things in a graph.</summary>
    public int Entities { get; init; } = 64;
}
