using System.Collections.Immutable;

namespace Agentic.Training.Guidance;

/// <summary>How episodes are helped in rollouts: when, with what, and whom the result is credited to. Evaluation is never helped.</summary>
public sealed record GuidanceSettings
{
    /// <summary>Every episode.</summary>
    public const string Always = "always";

    /// <summary>Groups of which no member succeeded are played again with help, with more of it each time (GHPO).</summary>
    public const string AllWrong = "all_wrong";

    /// <summary>Each attempt that failed is made once more with help, and joins its group where it passes (Agent-RLVR).</summary>
    public const string Failed = "failed";

    /// <summary>None: the same as leaving the section out.</summary>
    public const string Never = "never";

    /// <summary>The oracle's hint before each answer.</summary>
    public const string Hint = "hint";

    /// <summary>The beginning of the oracle's solution, in words, before the first answer.</summary>
    public const string Solution = "solution";

    /// <summary>The oracle gives the first answers itself (prefix reveal).</summary>
    public const string Prefix = "prefix";

    /// <summary>Advice before the first answer, which knows the solution and how the attempt failed: <see cref="Parts"/>.</summary>
    public const string Advice = "advice";

    /// <summary>No help: failed attempts are made again as they were, which is what help is compared with.</summary>
    public const string Nothing = "nothing";

    /// <summary>Learnt from as it was played: the policy is taught to act well with the help in its prompt.</summary>
    public const string Guided = "guided";

    /// <summary>Credited to the prompt without the help (Agent-RLVR): ratios start from what the policy says there.</summary>
    public const string Unguided = "unguided";

    /// <summary>The words of <see cref="When"/>.</summary>
    public static ImmutableArray<string> Occasions { get; } = [AllWrong, Failed, Always, Never];

    /// <summary>The words of <see cref="What"/>, but for second attempts.</summary>
    public static ImmutableArray<string> Kinds { get; } = [Solution, Prefix, Hint];

    /// <summary>The words of <see cref="What"/> where failed attempts are made again.</summary>
    public static ImmutableArray<string> ReattemptKinds { get; } = [Advice, Nothing];

    /// <summary>The words of <see cref="CreditedTo"/>.</summary>
    public static ImmutableArray<string> Prompts { get; } = [Guided, Unguided];

    /// <summary>When there is help.</summary>
    public string When { get; init; } = AllWrong;

    /// <summary>What help is.</summary>
    public string What { get; init; } = Solution;

    /// <summary>
    /// Shares of the solution, 0 to 1. For <see cref="AllWrong"/> each in turn until a member succeeds; GHPO's by default. Otherwise the first.
    /// Hints have levels instead: 0 says the least.
    /// </summary>
    public ImmutableArray<double> Shares { get; init; } = [0.25, 0.5, 0.75];

    /// <summary>Levels of hints, used as <see cref="Shares"/> are.</summary>
    public ImmutableArray<int> Levels { get; init; } = [0, 1, 2];

    /// <summary>What advice is about.</summary>
    public ImmutableArray<Agents.Advice> Parts { get; init; } = [.. Enum.GetValues<Agents.Advice>()];

    /// <summary>Whether failed attempts are made again, one by one.</summary>
    public bool IsReattempted => When == Failed;

    /// <summary>The first update with help, counted from 0.</summary>
    public int FromUpdate { get; init; }

    /// <summary>Updates within which the share falls to 0 in a straight line; 0 for a constant one.</summary>
    public int AnnealUpdates { get; init; }

    /// <summary>To which prompt the policy's tokens are credited.</summary>
    public string CreditedTo { get; init; } = Guided;

    /// <summary>How many doses there are, the smallest first.</summary>
    public int Doses => What == Hint ? Levels.Length : Shares.Length;

    /// <summary>Part of a dose that is left at an update: 1, falling to 0 where it is annealed.</summary>
    public double Left(long update) =>
        update < FromUpdate ? 0 : AnnealUpdates == 0 ? 1 : Math.Max(0, 1 - ((update - FromUpdate) / (double)AnnealUpdates));
}
