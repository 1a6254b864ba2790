using Agentic.Agents;

namespace Agentic.Training.Advantages;

/// <summary>What a response-level advantage is made from. Only scored episodes make one, so that a fault never enters a group's statistics.</summary>
public sealed class AdvantageBatch
{
    private AdvantageBatch(double[] returns_B, int[] groups_B, int[] lengths_B) =>
        (Returns_B, Groups_B, Lengths_B) = (returns_B, groups_B, lengths_B);

    /// <summary>Return of each episode.</summary>
    public double[] Returns_B { get; }

    /// <summary>Group of each episode: 0, 1, … in order of appearance.</summary>
    public int[] Groups_B { get; }

    /// <summary>Sampled tokens of each episode, for the role that was scored.</summary>
    public int[] Lengths_B { get; }

    /// <summary>Reads returns, groups and lengths off the episodes, in their order.</summary>
    /// <exception cref="ArgumentException">A return is not finite.</exception>
    public static AdvantageBatch From(IReadOnlyList<ScoredEpisode> episodes)
    {
        var places = new Dictionary<(long Group, int Role), int>();
        var groups_B = new int[episodes.Count];
        for (var row = 0; row < episodes.Count; row++)
        {
            // Two roles of one group play different games: their returns are not compared.
            var key = (episodes[row].Record.Group, episodes[row].Role);
            groups_B[row] = places.TryGetValue(key, out var place) ? place : places[key] = places.Count;
        }

        return new AdvantageBatch([.. episodes.Select(FiniteReturn)], groups_B, [.. episodes.Select(SampledTokens)]);
    }

    /// <summary>Steps that were judged against recordings. No world was in play, so that none of them can have faulted; one token each.</summary>
    internal static AdvantageBatch OfSteps(double[] returns_B, int[] groups_B) => new(returns_B, groups_B, [.. returns_B.Select(_ => 1)]);

    private static double FiniteReturn(ScoredEpisode episode) => double.IsFinite(episode.Return)
        ? episode.Return
        : throw new ArgumentException($"Episode {episode.Record.Index} has the return {episode.Return}; a verifier must pay finite rewards.", nameof(episode));

    private static int SampledTokens(ScoredEpisode episode) => episode.Record.Transcripts[episode.Role].Segments
        .Where(segment => segment.Origin == SegmentOrigin.Sampled).Sum(segment => segment.Ids.Length);
}
