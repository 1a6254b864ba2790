using System.Collections.Immutable;

namespace Agentic.Worlds.Search.Retrieval;

/// <summary>By what passages are ranked.</summary>
public enum Ranking
{
    /// <summary>By their words.</summary>
    Bm25,

    /// <summary>By the vectors of an encoder.</summary>
    Dense,

    /// <summary>By both, fused by reciprocal rank.</summary>
    Hybrid,
}

/// <summary>Words of <see cref="Ranking"/>.</summary>
public static class Rankings
{
    /// <summary>In the order of the values.</summary>
    public static ImmutableArray<string> Words { get; } = ["bm25", "dense", "hybrid"];
}
