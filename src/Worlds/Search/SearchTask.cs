using System.Collections.Immutable;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Search;

/// <summary>A question, and what its answers are.</summary>
public sealed record SearchTask
{
    /// <summary>The question in words.</summary>
    public required string Question { get; init; }

    /// <summary>The right answers; any of them will do.</summary>
    public required ImmutableArray<string> Golden { get; init; }

    /// <summary>Hits of a search.</summary>
    public required int TopK { get; init; }

    /// <summary>Searches before the last turn.</summary>
    public required int Searches { get; init; }

    /// <summary>The encyclopaedia that is searched; null for the user's passages.</summary>
    public EncyclopaediaId? Encyclopaedia { get; init; }

    /// <summary>Whether the right answers are the task's own and not the graph's.</summary>
    public bool HasOwnAnswers { get; init; }

    /// <summary>What the question asks, where it is one of the closed language.</summary>
    public KnowledgeQuestion? Parsed { get; init; }

    /// <summary>Searches that lead to the answer, in order.</summary>
    public ImmutableArray<string> Queries { get; init; } = [];

    /// <summary>Passages that support the answer; empty where nobody knows.</summary>
    public ImmutableArray<string> Evidence { get; init; } = [];

    /// <summary>Titles of those passages.</summary>
    public ImmutableArray<string> EvidenceTitles { get; init; } = [];

    /// <summary>Share of blind guesses of the right sort that hit; 0 where nobody knows.</summary>
    public double Chance { get; init; }

    /// <summary>Whether something tells the answer.</summary>
    public bool IsAnswerable { get; init; } = true;

    /// <summary>The split, where the user's files decide it.</summary>
    public Agents.Split? Split { get; init; }

    /// <summary>The task as canonical JSON.</summary>
    public string ToJson() => JsonText.Object(json =>
    {
        if (Encyclopaedia is { } book)
        {
            EncyclopaediaFields.Write(json, book);
        }

        json.WriteNumber("top_k", TopK);
        json.WriteNumber("searches", Searches);
        json.WriteString("question", Question);
        if (HasOwnAnswers)
        {
            json.WriteTexts("answers", Golden);
        }
    });

    /// <summary>What makes it the same puzzle: the facts and the question, however the articles are written.</summary>
    public string CanonicalForm() => Encyclopaedia is { } book
        ? FormattableString.Invariant($"{book.Spec.Seed} {book.Spec.Entities} {book.Spec.Aliases} {Question}")
        : AnswerMatch.Normalise(Question);
}

/// <summary>Names an encyclopaedia.</summary>
/// <param name="Spec">Its graph.</param>
/// <param name="Style">How it is written.</param>
public sealed record EncyclopaediaId(KnowledgeSpec Spec, KnowledgeStyle Style);
