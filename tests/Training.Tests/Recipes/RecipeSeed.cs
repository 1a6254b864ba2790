using Agentic.Agents;
using Agentic.Training.Reproductions;

namespace Agentic.Training.Tests.Recipes;

/// <summary>The seed that small runs of replicas are tried with.</summary>
internal static class RecipeSeed
{
    /// <summary>A new context of it.</summary>
    /// <param name="start">What all seeds begin from, where the replica prepares something.</param>
    public static SeedContext One(string? start = null) => new(1, RandomKey.FromSeed(1), start, TestContext.Current.CancellationToken);
}
