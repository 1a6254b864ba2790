using Agentic.Agents;
using Agentic.Worlds.Code.Grading;

namespace Agentic.Worlds.Code;

/// <summary>What a graded tree pays.</summary>
internal static class CodeEnd
{
    /// <summary>Share of the tests that the bug breaks which pass; a metric.</summary>
    public const string Repaired = "repaired";

    /// <summary>Share of the other tests which pass; a metric.</summary>
    public const string Kept = "kept";

    /// <summary>Number of changes that did not count: tests, start-up files and the like; a metric.</summary>
    public const string Refused = "refused";

    public static StepOutcome Of(Verdict verdict, SourceChanges changes) => new StepOutcome.Terminated(verdict.IsSolved, new Reward(
    [
        new(RewardWeights.Outcome, verdict.IsSolved ? 1 : 0), new(Repaired, verdict.Repaired), new(Kept, verdict.Kept), new(Refused, changes.Refused.Length),
    ]));
}
