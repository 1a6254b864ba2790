using Agentic.Agents;
using Agentic.Training.ProcessRewards;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Guidance;

/// <summary>
/// Failed episodes with their first wrong step set right: what the policy said before it stays, to the token; the oracle gives the one step, or all that
/// are left; else the policy goes on from there. SCOPE, whose scorer of steps is the oracle here: a step is right if it brings the goal nearer.
/// </summary>
/// <param name="source">Knows the solutions.</param>
/// <param name="count">Corrections of a group at most.</param>
/// <param name="minProgress">Share of the way that must have been gone rightly, 0 to 1.</param>
/// <param name="turns">Answers of a solution at most.</param>
/// <param name="isFinished">Whether the oracle goes on to the end.</param>
public sealed class StepCorrection(IOracleSource source, int count, double minProgress, int turns, bool isFinished = false) : IGroupRescue
{
    /// <summary>The first step whose score is below the threshold, from 0; null where none is.</summary>
    public static int? FirstError(IEnumerable<double> scores, double threshold)
    {
        var at = scores.TakeWhile(score => score >= threshold).Count();
        return at < scores.Count() ? at : null;
    }

    /// <summary>The plan that sets an episode right; null where nothing is to be set right, or too little was right.</summary>
    /// <param name="plan">What was played.</param>
    /// <param name="record">How it went: one role, no help.</param>
    public EpisodePlan? Of(EpisodePlan plan, EpisodeRecord record)
    {
        var way = new OracleWay(source.CreateOracle(plan.Task), turns);
        string[] said = [.. record.Turns.Select(turn => turn.Text)];
        if (FirstError(said.Select((_, at) => IsNearer(way, said, at) ? 1.0 : 0.0), 0.5) is not { } error
            || way.Left(said.AsSpan(0, error)) is not { } left || way.Next(said.AsSpan(0, error)) is not { } next
            || error < minProgress * (error + left))
        {
            return null;
        }

        var transcript = record.Transcripts[0];
        return plan with
        {
            Begun = [.. record.Turns.Take(error).Select(turn => new AgentReply(turn.Text, transcript.Segments[transcript.Turns[turn.RoleTurn].Reply!.Value]))],
            Guide = isFinished ? new ExpertGuide(source, error) : new StepGuide(error, next),
        };
    }

    /// <inheritdoc/>
    public async Task EnterAsync(IReadOnlyList<int[]> groups, IReadOnlyList<EpisodePlan> plans, PlayedEpisode[] played, Attempts play)
    {
        var asked = groups.SelectMany(group => group
            .Where(place => played[place].Record is { End: not EpisodeEnd.Faulted, Transcripts.Count: 1, HadHelp: false })
            .Select(place => (Place: place, Plan: Of(plans[place], played[place].Record))).Where(one => one.Plan is not null).Take(count)).ToList();
        var shown = asked.Count == 0 ? [] : await play([.. asked.Select(one => one.Plan!)]);
        foreach (var (one, again) in asked.Zip(shown).Where(pair => pair.Second.Record.IsSolved))
        {
            played[one.Place] = again;
        }
    }

    // Whether a step brought the goal nearer; the last one of an episode that it ended did not, or it would be solved.
    private static bool IsNearer(OracleWay way, string[] said, int at) =>
        at < said.Length - 1 && way.Left(said.AsSpan(0, at)) is { } before && way.Left(said.AsSpan(0, at + 1)) is { } after && after < before;
}
