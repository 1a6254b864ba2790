using System.Collections.Immutable;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Search.SelfPlay;

/// <summary>An answer that a question is to be made for.</summary>
public sealed record ProposerTask
{
    /// <summary>The encyclopaedia that is searched.</summary>
    public required EncyclopaediaId Encyclopaedia { get; init; }

    /// <summary>The answer, as the proposer is told it.</summary>
    public required string Answer { get; init; }

    /// <summary>How the answer may be said.</summary>
    public required ImmutableArray<string> Golden { get; init; }

    /// <summary>Searches that the question shall need.</summary>
    public required int Hops { get; init; }

    /// <summary>Hits of a search.</summary>
    public required int TopK { get; init; }

    /// <summary>Searches that its solvers may make.</summary>
    public required int Searches { get; init; }

    /// <summary>A question with that answer, for the oracle; null where nobody knows one.</summary>
    public string? Known { get; init; }

    /// <summary>How it is come upon from the answer; for the oracle.</summary>
    internal KnowledgePlan Plan { get; init; } = BackwardPlan.None;

    /// <summary>The task as canonical JSON.</summary>
    public string ToJson() => JsonText.Object(json =>
    {
        EncyclopaediaFields.Write(json, Encyclopaedia);
        json.WriteNumber("top_k", TopK);
        json.WriteNumber("searches", Searches);
        json.WriteNumber("hops", Hops);
        json.WriteString("answer", Answer);
        if (Known is not null)
        {
            json.WriteString("known", Known);
        }
    });

    /// <summary>What makes it the same puzzle.</summary>
    public string CanonicalForm() =>
        FormattableString.Invariant($"{Encyclopaedia.Spec.Seed} {Encyclopaedia.Spec.Entities} {Encyclopaedia.Spec.Aliases} {Answer} {Hops}");
}
