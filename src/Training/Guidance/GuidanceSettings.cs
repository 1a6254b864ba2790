using System.Collections.Immutable;

namespace Agentic.Training.Guidance;

/// <summary>
/// How episodes are helped in rollouts: when, with what, by whom, how it enters and how it is paid. Published methods are values of these five.
/// Evaluation is never helped.
/// </summary>
public sealed record GuidanceSettings
{
    /// <summary>Every episode, or of rows that enter a group those of every group.</summary>
    public const string Always = "always";

    /// <summary>Groups of which no member succeeded (GHPO, AMPO, SCOPE).</summary>
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

    /// <summary>Whole episodes of an expert take the places of members of the group (RL-PLUS, CalibRL, AMPO).</summary>
    public const string Expert = "expert";

    /// <summary>A failed episode up to its first wrong step, the right one in its place, and the policy again from there (SCOPE).</summary>
    public const string Correction = "correction";

    /// <summary>The thought that a corrector would have had before the policy's action (GTR).</summary>
    public const string Thought = "thought";

    /// <summary>All groups, in rounds, each with as much help as brings success to a target (SEELE).</summary>
    public const string Fitted = "fitted";

    /// <summary>The world's oracle.</summary>
    public const string Oracle = "oracle";

    /// <summary>The policy that learns.</summary>
    public const string Policy = "policy";

    /// <summary>A saved policy: its folder follows.</summary>
    public const string PolicyPrefix = "policy:";

    /// <summary>Who may go on behind a corrected step.</summary>
    public static ImmutableArray<string> Finishers { get; } = [Policy, Oracle];

    /// <summary>Help is read.</summary>
    public const string Prompt = "prompt";

    /// <summary>Help is an answer in the policy's place.</summary>
    public const string Answers = "answers";

    /// <summary>Help is episodes in the group.</summary>
    public const string Rows = "rows";

    /// <summary>Help is a thought in the place of the policy's own.</summary>
    public const string Thoughts = "thought";

    /// <summary>Corrections of all rounds so far are imitated, as in DAgger.</summary>
    public const string AllSoFar = "all";

    /// <summary>Corrections of the present round alone are imitated.</summary>
    public const string Latest = "latest";

    /// <summary>Of what a corrector says its thought is imitated.</summary>
    public const string ThoughtAlone = "thought";

    /// <summary>Of what a corrector says its action is imitated too, which GTR advises against.</summary>
    public const string WholeAnswer = "answer";

    /// <summary>Nothing is learnt from tokens that were given.</summary>
    public const string Masked = "masked";

    /// <summary>They are imitated: −log π.</summary>
    public const string Imitated = "imitated";

    /// <summary>They have their episode's advantage, weighed as by RL-PLUS.</summary>
    public const string Importance = "importance";

    /// <summary>They have their episode's advantage, weighed as by AMPO.</summary>
    public const string Shaped = "shaped";

    /// <summary>They are a mark that the policy's own rows are measured by (CalibRL).</summary>
    public const string Calibrated = "calibrated";

    /// <summary>Advice before the first answer, which knows the solution and how the attempt failed: <see cref="Parts"/>.</summary>
    public const string Advice = "advice";

    /// <summary>No help: failed attempts are made again as they were, which is what help is compared with.</summary>
    public const string Nothing = "nothing";

    /// <summary>Learnt from as it was played: the policy is taught to act well with the help in its prompt.</summary>
    public const string Guided = "guided";

    /// <summary>Credited to the prompt without the help (Agent-RLVR): ratios start from what the policy says there.</summary>
    public const string Unguided = "unguided";

    /// <summary>An expert's rows change no mean that the policy's own are compared with.</summary>
    public const string OwnMembers = "own";

    /// <summary>All rows of a group are compared with each other.</summary>
    public const string AllMembers = "group";

    /// <summary>The words of <see cref="When"/>.</summary>
    public static ImmutableArray<string> Occasions { get; } = [AllWrong, Failed, Always, Fitted, Never];

    /// <summary>The words of <see cref="What"/>, but for second attempts.</summary>
    public static ImmutableArray<string> Kinds { get; } = [Solution, Prefix, Hint, Expert, Correction, Thought];

    /// <summary>The words of <see cref="Enters"/>.</summary>
    public static ImmutableArray<string> Ways { get; } = [Prompt, Answers, Rows, Thoughts];

    /// <summary>The words of <see cref="Paid"/>.</summary>
    public static ImmutableArray<string> Payments { get; } = [Masked, Imitated, Importance, Shaped, Calibrated];

    /// <summary>The words of <see cref="What"/> where failed attempts are made again.</summary>
    public static ImmutableArray<string> ReattemptKinds { get; } = [Advice, Nothing];

    /// <summary>The words of <see cref="CreditedTo"/>.</summary>
    public static ImmutableArray<string> Prompts { get; } = [Guided, Unguided];

    /// <summary>The words of <see cref="Baseline"/>.</summary>
    public static ImmutableArray<string> Baselines { get; } = [OwnMembers, AllMembers];

    /// <summary>The words of <see cref="Memory"/>.</summary>
    public static ImmutableArray<string> Memories { get; } = [AllSoFar, Latest];

    /// <summary>The words of <see cref="Imitates"/>.</summary>
    public static ImmutableArray<string> Extents { get; } = [ThoughtAlone, WholeAnswer];

    /// <summary>When there is help.</summary>
    public string When { get; init; } = AllWrong;

    /// <summary>What help is.</summary>
    public string What { get; init; } = Solution;

    /// <summary>Who helps: <see cref="Oracle"/>, or saved policies. Several take turns or, where they come after a failure, are chosen among.</summary>
    public ImmutableArray<string> Who { get; init; } = [Oracle];

    /// <summary>How help enters an episode, or a group.</summary>
    public string Enters => WayOf(What);

    /// <summary>How tokens that were given are learnt from.</summary>
    public string Paid { get; init; } = Masked;

    /// <summary>What the loss of given tokens counts for beside the policy's own, 0 or more.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>γ of RL-PLUS: how much less counts what the policy finds likely already.</summary>
    public double Exploration { get; init; } = 0.5;

    /// <summary>Slope of CalibRL past the expert.</summary>
    public double Slope { get; init; } = 0.5;

    /// <summary>Rows that enter a group; the last members make room.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What the members of a group are compared with, where rows enter it.</summary>
    public string Baseline { get; init; } = OwnMembers;

    /// <summary>Share of the way that a failed episode must have gone rightly to be corrected, 0 to 1.</summary>
    public double MinProgress { get; init; } = 0.5;

    /// <summary>Who goes on behind a corrected step: the policy, or the oracle to the end.</summary>
    public string Finishes { get; init; } = Policy;

    /// <summary>Which corrected thoughts are imitated.</summary>
    public string Memory { get; init; } = AllSoFar;

    /// <summary>How much of a corrector's answer is imitated.</summary>
    public string Imitates { get; init; } = ThoughtAlone;

    /// <summary>Episodes of an update whose corrected thoughts are imitated.</summary>
    public int Samples { get; init; } = 16;

    /// <summary>λ of GTR: what the policy's own thought counts for in its policy gradient, beside its action.</summary>
    public double ThoughtWeight { get; init; } = 0.5;

    /// <summary>Rounds in which a group is played.</summary>
    public int Rounds { get; init; } = 4;

    /// <summary>Success that the rounds aim at, above 0 and below 1.</summary>
    public double Target { get; init; } = 0.5;

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

    /// <summary>Updates within which the share falls to 0 in a straight line; 0 for a constant one. What has no share ends with them.</summary>
    public int AnnealUpdates { get; init; }

    /// <summary>To which prompt the policy's tokens are credited.</summary>
    public string CreditedTo { get; init; } = Guided;

    /// <summary>How many doses there are, the smallest first.</summary>
    public int Doses => What == Hint ? Levels.Length : Shares.Length;

    /// <summary>Folders of the policies that help.</summary>
    public IEnumerable<string> Teachers => Who.Where(who => who != Oracle).Select(who => who[PolicyPrefix.Length..]);

    /// <summary>Whether somebody who plays on without help can be told from somebody who plays with it.</summary>
    public bool IsPlayedWith => Enters is Prompt or Answers;

    /// <summary>Whether what was said with the help in the prompt is imitated without it: the policy is its own teacher.</summary>
    public bool IsDistilled => Enters == Prompt && Paid == Imitated;

    /// <summary>The one way in which a kind of help enters.</summary>
    public static string WayOf(string what) => what switch
    {
        Prefix => Answers,
        Expert or Correction => Rows,
        Thought => Thoughts,
        _ => Prompt,
    };

    /// <summary>Part of a dose that is left at an update: 1, falling to 0 where it is annealed.</summary>
    public double Left(long update) =>
        update < FromUpdate ? 0 : AnnealUpdates == 0 ? 1 : Math.Max(0, 1 - ((update - FromUpdate) / (double)AnnealUpdates));
}
