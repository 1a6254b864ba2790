using Agentic.Agents;

namespace Agentic.Training.Learning;

/// <summary>Which episodes of a batch are set against each other.</summary>
public static class PreferencePlan
{
    /// <summary>Pairs of places among the scored episodes, a passed one first and a failed one of the same task second.</summary>
    /// <remarks>In each group the n-th of the one kind meets the n-th of the other; where there are fewer, they take their turn again.</remarks>
    public static IReadOnlyList<(int Chosen, int Rejected)> Of(IReadOnlyList<ScoredEpisode> scored)
    {
        var pairs = new List<(int, int)>();
        foreach (var group in Enumerable.Range(0, scored.Count).GroupBy(at => scored[at].Record.Group))
        {
            var (passed, failed) = (group.Where(at => scored[at].Record.IsSolved).ToArray(), group.Where(at => !scored[at].Record.IsSolved).ToArray());
            for (var at = 0; at < Math.Max(passed.Length, failed.Length) && passed.Length > 0 && failed.Length > 0; at++)
            {
                pairs.Add((passed[at % passed.Length], failed[at % failed.Length]));
            }
        }

        return pairs;
    }
}
