namespace Agentic.Worlds.Search.Knowledge;

/// <summary>What a relation leads to: a thing of the graph or a number.</summary>
/// <param name="Entity">Number of the thing in its graph; −1 for a number.</param>
/// <param name="Number">The number; 0 for a thing.</param>
public readonly record struct KnowledgeValue(int Entity, int Number)
{
    /// <summary>Whether it is a number.</summary>
    public bool IsNumber => Entity < 0;

    /// <summary>A thing.</summary>
    public static KnowledgeValue OfEntity(int entity) => new(entity, 0);

    /// <summary>A number.</summary>
    public static KnowledgeValue OfNumber(int number) => new(-1, number);
}

/// <summary>One thing that holds of a thing.</summary>
/// <param name="Relation">Which relation.</param>
/// <param name="Value">Where it leads.</param>
public readonly record struct KnowledgeFact(Relation Relation, KnowledgeValue Value);
