using Agentic.Agents;
using Agentic.Training.Reproductions;

namespace Agentic.Training.Tests.Recipes;

/// <summary>The seed that small runs of replicas are tried with.</summary>
internal static class RecipeSeed
{
    /// <summary>A new context of it.</summary>
    /// <param name="start">What all seeds begin from, where the replica prepares something.</param>
    public static SeedContext One(string? start = null) => new(1, RandomKey.FromSeed(1), start, TestContext.Current.CancellationToken);

    /// <summary>Prepares a replica and runs the seed, as often as is asked from the same start.</summary>
    /// <returns>The measures of each run.</returns>
    public static IReadOnlyList<IReadOnlyDictionary<string, double>> Run(Reproduction replica, int times = 1)
    {
        var start = Directory.CreateTempSubdirectory("agentic-replica-").FullName;
        try
        {
            replica.Prepare!(new Preparation(start, _ => { }, TestContext.Current.CancellationToken));
            return [.. Enumerable.Range(0, times).Select(_ => replica.Run(One(start)))];
        }
        finally
        {
            Directory.Delete(start, recursive: true);
        }
    }
}
