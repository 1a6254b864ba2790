using Agentic.Agents;

namespace Agentic.Worlds.Points24;

/// <summary>The reward parts of the games of points.</summary>
/// <remarks>The published rewards are outcome 10, wrong −1, illegal −1, format 0; and off_path −1 where hopeless games are cut.</remarks>
public static class PointsRewards
{
    /// <summary>1 for each symbol that may not stand where it was put.</summary>
    public const string Illegal = "illegal";

    /// <summary>1 when the game ends with a wrong formula.</summary>
    public const string Wrong = "wrong";

    /// <summary>1 when the game is cut because the formula cannot become right any more.</summary>
    public const string OffPath = "off_path";

    /// <summary>1 for each JSON answer that names the cards rightly.</summary>
    public const string CardsRead = "cards_read";

    /// <summary>1 for each JSON answer that repeats the formula so far rightly.</summary>
    public const string FormulaRead = "formula_read";

    /// <summary>0.9 for the outcome, 0.1 for the format, the rest are metrics.</summary>
    public static RewardWeights Weights { get; } = RewardWeights.Of(
        (RewardWeights.Outcome, 0.9), (RewardWeights.Format, 0.1), (Illegal, 0), (Wrong, 0), (OffPath, 0), (CardsRead, 0), (FormulaRead, 0));
}
