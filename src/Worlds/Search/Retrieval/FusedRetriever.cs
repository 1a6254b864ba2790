using System.Collections.Immutable;

namespace Agentic.Worlds.Search.Retrieval;

/// <summary>Asks several retrievers and fuses what they find by rank. Owns them.</summary>
/// <param name="parts">One or more, over the same passages.</param>
/// <param name="depth">How many hits of each are looked at, where no more are asked for.</param>
public sealed class FusedRetriever(ImmutableArray<IRetriever> parts, int depth = FusedRetriever.UsualDepth) : IRetriever
{
    /// <summary>Hits of each ranking that fusion looks at.</summary>
    public const int UsualDepth = 100;

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<SearchHit>> SearchAsync(string query, int count, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var rankings = new List<ImmutableArray<SearchHit>>(parts.Length);
        foreach (var part in parts)
        {
            rankings.Add(await part.SearchAsync(query, Math.Max(count, depth), cancellation));
        }

        return ReciprocalRankFusion.Fuse(rankings, count);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in parts)
        {
            await part.DisposeAsync();
        }
    }
}
