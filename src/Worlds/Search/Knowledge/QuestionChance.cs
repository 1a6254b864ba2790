namespace Agentic.Worlds.Search.Knowledge;

/// <summary>How often a blind guess hits that knows what sort of thing is asked for and nothing else.</summary>
public static class QuestionChance
{
    /// <summary>One in so many things of the type, numbers of the range, counts, or the two that are compared.</summary>
    public static double Of(KnowledgeGraph graph, KnowledgeQuestion question) => question switch
    {
        KnowledgeQuestion.Count => 1.0 / KnowledgeGenerator.MostMany,
        KnowledgeQuestion.Comparison => 0.5,
        KnowledgeQuestion.Path(var term) => term.Steps[^1] switch
        {
            { Type: { } type } => 1.0 / graph.OfType(type).Count,
            { Relation: { IsNumber: true } relation } => 1.0 / (relation.Max - relation.Min + 1),
            { Relation: var relation } => 1.0 / graph.OfType(relation.Range!.Value).Count,
        },
        _ => 0,
    };
}
