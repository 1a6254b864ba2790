using System.Collections.Immutable;

namespace Agentic.Worlds.Search.Retrieval;

/// <summary>Several rankings as one, from ranks alone (Cormack, Clarke and Büttcher 2009): a passage scores Σ 1 / (k + rank), ranks from 1.</summary>
public static class ReciprocalRankFusion
{
    /// <summary>The published k.</summary>
    public const double UsualK = 60;

    /// <summary>Fuses.</summary>
    /// <param name="rankings">Each best first; of a passage that a ranking names twice the better rank counts.</param>
    /// <param name="count">How many hits at most, at least 1.</param>
    /// <param name="k">How little the first ranks stand out; more than −1.</param>
    /// <returns>Best first, with the fused scores; ties in the order in which the rankings, one after another, first name them.</returns>
    public static ImmutableArray<SearchHit> Fuse(IReadOnlyList<ImmutableArray<SearchHit>> rankings, int count, double k = UsualK)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(k, -1);
        var order = new List<SearchHit>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var ranking in rankings)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var rank = 0; rank < ranking.Length; rank++)
            {
                var hit = ranking[rank];
                if (!seen.Add(hit.Id))
                {
                    continue;
                }

                if (places.TryAdd(hit.Id, order.Count))
                {
                    order.Add(hit with { Score = 0 });
                }

                var place = places[hit.Id];
                order[place] = order[place] with { Score = order[place].Score + (1 / (k + rank + 1)) };
            }
        }

        return [.. order.OrderByDescending(hit => hit.Score).Take(count)];
    }
}
