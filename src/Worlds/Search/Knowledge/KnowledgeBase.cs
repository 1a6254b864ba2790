using Agentic.Worlds.Search.Index;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>A graph, its encyclopaedia, and an index over it in memory, made when something is first looked up. Immutable and thread-safe.</summary>
public sealed class KnowledgeBase
{
    private readonly Lazy<IRetriever> _retriever;

    private KnowledgeBase(KnowledgeGraph graph, KnowledgeStyle style)
    {
        Graph = graph;
        _retriever = new(() => new IndexRetriever(SearchIndex.Build(KnowledgeWriter.Write(graph, style))));
    }

    /// <summary>The truth.</summary>
    public KnowledgeGraph Graph { get; }

    /// <summary>Finds articles; answers at once. Not to be disposed by who looks something up.</summary>
    public IRetriever Retriever => _retriever.Value;

    /// <summary>Makes a graph; its articles are written when something is first looked up.</summary>
    public static KnowledgeBase Create(KnowledgeSpec spec, KnowledgeStyle style) => new(KnowledgeGraph.Create(spec), style);

    /// <summary>Whether each search of a plan finds what it is for among its first hits: what makes a question one that can be looked up.</summary>
    /// <param name="plan">The searches.</param>
    /// <param name="hits">How many hits are read.</param>
    public bool Finds(KnowledgePlan plan, int hits) => plan.Lookups.Where(lookup => lookup.Entity >= 0).All(lookup =>
    {
        var found = Retriever.SearchAsync(lookup.Query, hits, CancellationToken.None);
        var passages = found.IsCompletedSuccessfully ? found.Result : found.AsTask().GetAwaiter().GetResult();
        return passages.Any(hit => hit.Id == KnowledgeWriter.PassageId(lookup.Entity));
    });
}
