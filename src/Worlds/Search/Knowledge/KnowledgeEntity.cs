using System.Collections.Immutable;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>One thing of a graph.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Names">Its name, and its second name where it has one.</param>
/// <param name="Facts">What holds of it, in the order of <see cref="Relation.All"/>.</param>
public sealed record KnowledgeEntity(KnowledgeType Type, ImmutableArray<string> Names, ImmutableArray<KnowledgeFact> Facts)
{
    /// <summary>Its first name.</summary>
    public string Name => Names[0];
}
