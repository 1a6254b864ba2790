using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Training.ProcessRewards;

/// <summary>What the state was worth before a turn and after it; 0 to 1.</summary>
/// <param name="Before">When the policy was asked.</param>
/// <param name="After">When it was asked again, or when all was over.</param>
public readonly record struct TurnWorth(double Before, double After);

/// <summary>What turns are worth, read off a recorded episode and its task's oracle. Axis: K, the role's own turns.</summary>
public static class TurnWorths
{
    /// <summary>Share of the oracle's way from the start that is behind: 1 − left / left at the start, at least 0; 1 when solved.</summary>
    public const string Progress = "progress";

    /// <summary>1 − turns left by the oracle / most turns of an episode: the same step in all tasks.</summary>
    public const string Distance = "distance";

    /// <summary>1 while the answers so far can still be continued to a solution, else 0.</summary>
    public const string ValidPrefix = "valid_prefix";

    /// <summary>Whether the turn itself was allowed: up from 0 to 1, or down. No function of the state.</summary>
    public const string Legal = "legal";

    /// <summary>
    /// How far the answer itself goes as the oracle's would, from 0 to <see cref="AnswerPrefix.Share"/>, to 1 where it solved the task in
    /// whatever way. For worlds with one answer; no function of the state.
    /// </summary>
    public const string Answer = "answer_prefix";

    /// <summary>The chance of success that <see cref="StepScorer"/> learns from the round's outcomes, without an oracle.</summary>
    public const string Learnt = "learnt";

    /// <summary>Everything that can be looked at.</summary>
    public static ImmutableArray<string> Names { get; } = [Progress, Distance, ValidPrefix, Legal, Answer, Learnt];

    /// <summary>Whether it says what a place on the way is worth, so that it can be a potential.</summary>
    public static bool IsOfState(string name) => name is Progress or Distance or ValidPrefix or Learnt;

    /// <summary>Whether an oracle must tell it.</summary>
    public static bool NeedsOracle(string name) => name is not (Legal or Learnt);

    /// <summary>What each turn of the episode's role was worth.</summary>
    /// <param name="name">One of <see cref="Names"/>, but for <see cref="Learnt"/>, which is told by all episodes of a round.</param>
    /// <param name="episode">The episode.</param>
    /// <param name="way">The task's oracle; null for <see cref="Legal"/>, which needs none.</param>
    public static TurnWorth[] Of(string name, ScoredEpisode episode, OracleWay? way)
    {
        TurnRecord[] turns_K = [.. episode.Record.Turns.Where(turn => turn.Role == episode.Role)];
        if (name == Legal)
        {
            return [.. turns_K.Select(turn => turn.Legal ? new TurnWorth(0, 1) : new TurnWorth(1, 0))];
        }

        string[] said = [.. episode.Record.Turns.Select(turn => turn.Text)];
        if (name == Answer)
        {
            return [.. turns_K.Select((turn, at) => new TurnWorth(0, at == turns_K.Length - 1 && episode.Record.IsSolved ? 1 : Alike(way!.Next(said.AsSpan(0, turn.Index)), turn.Action)))];
        }

        // The states at which the role was asked, and the one that was left: a turn leads from one to the next, whoever acted between.
        double At(int answers) => Worth(name, way!, said.AsSpan(0, answers));
        double[] worth_S = [.. turns_K.Select(turn => At(turn.Index)), End(name, episode.Record, way!, said)];
        return [.. Enumerable.Range(0, turns_K.Length).Select(turn => new TurnWorth(worth_S[turn], worth_S[turn + 1]))];
    }

    // Words as worlds write their actions; an answer that was not understood has none.
    private static double Alike(string? wanted, string? said) => wanted is null || said is null ? 0 : AnswerPrefix.Share(wanted.Split(' '), said.Split(' '));

    // The record says how it ended; an oracle has nothing to say about what is over.
    private static double End(string name, EpisodeRecord record, OracleWay way, string[] said) => record.End switch
    {
        EpisodeEnd.Terminated { Solved: true } => 1,
        EpisodeEnd.Terminated => 0,
        _ => Worth(name, way, said),
    };

    private static double Worth(string name, OracleWay way, ReadOnlySpan<string> said) => name switch
    {
        ValidPrefix => way.IsOpen(said) ? 1 : 0,
        Distance => way.Left(said) is { } left ? 1 - (left / (double)way.Limit) : 0,
        _ => (way.Left(said), way.Left([])) is ({ } left, { } whole) ? Math.Max(0, 1 - (left / (double)whole)) : 0,
    };
}
