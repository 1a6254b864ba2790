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

    /// <summary>What the parts count for: all tests or nothing, and the format.</summary>
    public static RewardWeights Weights { get; } = RewardWeights.Of((RewardWeights.Outcome, 0.9), (RewardWeights.Format, 0.1), (Repaired, 0), (Kept, 0), (Refused, 0));

    /// <summary>The end of an episode whose tree was graded.</summary>
    /// <param name="verdict">What became of the tests.</param>
    /// <param name="tests">All of them, by id, and whether each fails before anything is repaired.</param>
    /// <param name="refused">Changes that did not count.</param>
    public static StepOutcome Of(Verdict verdict, IEnumerable<(string Id, bool FailsFirst)> tests, int refused) => new StepOutcome.Terminated(
        verdict.IsSolved,
        new Reward(
        [
            new(RewardWeights.Outcome, verdict.IsSolved ? 1 : 0), new(Repaired, verdict.Repaired), new(Kept, verdict.Kept), new(Refused, refused),
        ]),
        Feedback: verdict.Problem ?? string.Join('\n', tests.Select(test => $"{(test.FailsFirst ? "fail" : "pass")} -> {verdict.Became(test.Id)}  {test.Id}")));
}
