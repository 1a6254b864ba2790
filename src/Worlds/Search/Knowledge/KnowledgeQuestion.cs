using System.Collections.Immutable;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>A question of the closed language; <see cref="KnowledgeLanguage"/> writes and reads it. Equal by value.</summary>
public abstract record KnowledgeQuestion
{
    private KnowledgeQuestion()
    {
    }

    /// <summary>What does the term stand for?</summary>
    /// <param name="Term">A term of at least one step.</param>
    public sealed record Path(KnowledgeTerm Term) : KnowledgeQuestion;

    /// <summary>How many values does a relation to several things have for the thing that the term stands for?</summary>
    /// <param name="Relation">Counted.</param>
    /// <param name="Term">The thing.</param>
    public sealed record Count(Relation Relation, KnowledgeTerm Term) : KnowledgeQuestion;

    /// <summary>Which of two things has the larger or smaller number?</summary>
    /// <param name="Larger">Which end is asked for.</param>
    /// <param name="Relation">Leads to the numbers.</param>
    /// <param name="Left">One thing.</param>
    /// <param name="Right">The other.</param>
    public sealed record Comparison(bool Larger, Relation Relation, KnowledgeTerm Left, KnowledgeTerm Right) : KnowledgeQuestion;

    /// <summary>The terms, in the order in which they are written.</summary>
    public ImmutableArray<KnowledgeTerm> Terms => this switch
    {
        Path(var term) => [term],
        Count(_, var term) => [term],
        Comparison comparison => [comparison.Left, comparison.Right],
        _ => [],
    };

    /// <summary>Passages that must be read one after another: steps of the longest term, and one more where the thing reached is counted or compared.</summary>
    public int Hops => Terms.Max(term => term.Steps.Length) + (this is Path ? 0 : 1);

    /// <inheritdoc/>
    public sealed override string ToString() => KnowledgeLanguage.Write(this);
}

/// <summary>A name, and the way from it: <c>the mayor of the birthplace of dora</c>.</summary>
/// <param name="Name">Where it begins: the name of a thing, or digits.</param>
/// <param name="Steps">From the name outwards; written last to first.</param>
public sealed record KnowledgeTerm(string Name, ImmutableArray<KnowledgeStep> Steps)
{
    /// <inheritdoc/>
    public bool Equals(KnowledgeTerm? other) => other is not null && Name == other.Name && Steps.AsSpan().SequenceEqual(other.Steps.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Steps.Aggregate(Name.GetHashCode(StringComparison.Ordinal), HashCode.Combine);
}

/// <summary>One step of a term.</summary>
/// <param name="Relation">The relation that is followed.</param>
/// <param name="Type">Null to follow it forwards (<c>the mayor of …</c>); a type to go back to the things that have it (<c>the town with mayor …</c>).</param>
/// <param name="Also">What must hold besides, on the way back (<c>the town with region belo and mayor …</c>).</param>
public sealed record KnowledgeStep(Relation Relation, KnowledgeType? Type = null, KnowledgeCondition? Also = null);

/// <summary>Something that must hold of a thing.</summary>
/// <param name="Relation">The relation.</param>
/// <param name="Name">Where it must lead: a name, or digits.</param>
public sealed record KnowledgeCondition(Relation Relation, string Name);
