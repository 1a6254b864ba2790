using Agentic.Agents;

namespace Agentic.Worlds.Search;

/// <summary>The reward parts of a search world. All but outcome and format weigh nothing unless a scenario says so.</summary>
public static class SearchParts
{
    /// <summary>Largest F1 of the answer's words with those of a right answer, 0 to 1; paid with the answer.</summary>
    public const string TokenF1 = "f1";

    /// <summary>Share of the supporting passages that a search was the first to show; an episode's add up to its recall.</summary>
    public const string Evidence = "evidence";

    /// <summary>Rank of the first hit that supports the answer, 1 the best; 0 where none does.</summary>
    public const string EvidenceRank = "evidence_rank";

    /// <summary>1 for each search.</summary>
    public const string Searches = "searches";

    /// <summary>
    /// Search-R1's reward with format, instead of outcome and format: 1 right and well-formed, 0.8 right, 0.3 well-formed and a right answer
    /// was among the passages shown, 0.2 well-formed, 0.1 answered at all. Well-formed: every turn that was understood begins with a thought,
    /// where the dialect has thoughts. Turns that were not understood are the engine's to price, by its part "format".
    /// </summary>
    public const string SearchR1 = "search_r1";

    /// <summary>The default: 0.9 for the right answer, 0.1 for the format, everything else a metric.</summary>
    public static RewardWeights Weights { get; } = RewardWeights.Of(
        (RewardWeights.Outcome, 0.9), (RewardWeights.Format, 0.1), (TokenF1, 0), (Evidence, 0), (EvidenceRank, 0), (Searches, 0), (SearchR1, 0));

    /// <summary>The value of <see cref="SearchR1"/> for an answer.</summary>
    public static double SearchR1Value(bool isRight, bool isWellFormed, bool wasShown) => (isRight, isWellFormed, wasShown) switch
    {
        (true, true, _) => 1,
        (true, false, _) => 0.8,
        (false, true, true) => 0.3,
        (false, true, false) => 0.2,
        _ => 0.1,
    };
}
