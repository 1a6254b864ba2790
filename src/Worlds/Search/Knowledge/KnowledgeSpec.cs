namespace Agentic.Worlds.Search.Knowledge;

/// <summary>Everything that a graph follows from. Equal by value.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Entities">Things in it, <see cref="MinEntities"/> to <see cref="MaxEntities"/>.</param>
/// <param name="Aliases">Share of things with a second name, 0 to 1.</param>
public sealed record KnowledgeSpec(ulong Seed, int Entities, double Aliases)
{
    /// <summary>Fewest things.</summary>
    public const int MinEntities = 16;

    /// <summary>Most things: each has a name of its own, and as many second names.</summary>
    public const int MaxEntities = 100_000;
}
