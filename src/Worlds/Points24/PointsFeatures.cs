using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>What is measured on a task of points.</summary>
public static class PointsFeatures
{
    // Larger hands have too many values to count them for every task.
    private const int MaxCounted = 4;

    /// <summary>
    /// "solution_length": symbols of the shortest form of the solution found, "=" included. "solutions": expressions over the whole
    /// hand with the wanted value, + and * without order. "chance": their share of all expressions, which is what a player scores
    /// who writes any complete formula. The last two up to four cards.
    /// </summary>
    public static ImmutableSortedDictionary<string, double> Measure(PointsTask task, ExpressionTree solution, HandValues values)
    {
        var features = Difficulty.Default.Values.ToBuilder();
        features["cards"] = task.Cards.Length;
        features["target"] = task.Target;
        features["max_value"] = task.Values.Max();
        features["solution_length"] = solution.ToSymbols().Length + 1;
        if (task.Cards.Length <= MaxCounted)
        {
            var all = values.Of(values.All);
            var solutions = all.TryGetValue(task.Target, out var count) ? count : 0;
            features["solutions"] = solutions;
            features["chance"] = (double)solutions / all.Values.Sum();
        }

        return features.ToImmutable();
    }
}
