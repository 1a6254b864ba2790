namespace Agentic.Training.Recipes.Ssp;

/// <summary>How much one arm of the replica is given. Sizes alone: what is compared does not depend on them.</summary>
public sealed record SspBudget
{
    /// <summary>Most steps of imitating searches alone.</summary>
    public int SearchUpdates { get; init; } = 600;

    /// <summary>Success on validation questions at which they end: once what was read begins to be copied.</summary>
    public double SearchSuccess { get; init; } = 0.6;

    /// <summary>Steps of imitating all three roles after that.</summary>
    public int RoleUpdates { get; init; } = 400;

    /// <summary>Rows of a step of imitation.</summary>
    public int WarmRows { get; init; } = 48;

    /// <summary>Rounds of an arm.</summary>
    public int Updates { get; init; } = 60;

    /// <summary>Places of the solvers' batch: answers that are proposed for in a round.</summary>
    public int Places { get; init; } = 24;

    /// <summary>Solvers of a place, as published.</summary>
    public int Solvers { get; init; } = 5;

    /// <summary>Highest learning rate of the arms.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>Held-out questions.</summary>
    public int HeldOut { get; init; } = 256;

    /// <summary>Graphs that questions are about: enough that no answer is remembered, as names are shared by all of them.</summary>
    public int Graphs { get; init; } = 40;

    /// <summary>Things in a graph.</summary>
    public int Entities { get; init; } = 16;
}
