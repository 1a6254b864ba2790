using Agentic.Training.Logging;
using Agentic.Training.Scenarios;

namespace Agentic.Training.SelfPlay;

/// <summary>What to watch in a round of self-play: how proposals fail, drift and pass where they should not.</summary>
internal static class SelfPlayMeasures
{
    private const int MostSearches = 6;

    /// <summary>The measures of a round.</summary>
    /// <param name="settings">How it was checked and filled.</param>
    /// <param name="candidates">All proposals, settled.</param>
    /// <param name="slots">The solvers' batch.</param>
    /// <param name="before">The pool before the round.</param>
    /// <param name="after">The pool after it.</param>
    public static SortedDictionary<string, double> Of(SelfPlaySettings settings, IReadOnlyList<Candidate> candidates, IReadOnlyList<Slot> slots, ProblemPool before, ProblemPool after)
    {
        var made = candidates.Where(candidate => candidate.Record.End is not Agents.EpisodeEnd.Faulted).ToList();
        var sound = made.Where(candidate => candidate.IsSound).ToList();
        var accepted = made.Where(candidate => candidate.IsAccepted).ToList();
        var judged = sound.Where(candidate => candidate is { IsRead: not null, Proposal.IsExact: not null }).ToList();
        var measures = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            [MetricNames.AcceptedShare] = Share(accepted.Count, made.Count),
            [MetricNames.ExactShare] = Share(sound.Count(candidate => candidate.Proposal.IsExact == true), made.Count),
            [MetricNames.AcceptedWrongShare] = Share(accepted.Count(candidate => candidate.Proposal.IsExact == false), accepted.Count),
            [MetricNames.DuplicateShare] = Share(accepted.Count - accepted.Select(candidate => candidate.Proposal.Question).Distinct().Count()
                + accepted.Select(candidate => candidate.Proposal.Problem!.State).Distinct().Count(task => before.Problems.Any(problem => problem.Task == task)), accepted.Count),
            [MetricNames.QuestionWords] = Mean(made.Where(candidate => candidate.Proposal.Question.Length > 0).Select(candidate => (double)candidate.Proposal.Question.Split(' ').Length)),
            [MetricNames.Searches] = Mean(made.Select(candidate => (double)candidate.Proposal.Queries.Length)),
            [MetricNames.ProposedSolved] = Mean(candidates.Where(candidate => candidate.Solved is not null).Select(candidate => candidate.Solved!.Value)),
            [MetricNames.ReplayedShare] = Share(slots.Count(slot => slot.Filling == Filling.Replayed), slots.Count),
            [MetricNames.EmptyShare] = Share(slots.Count(slot => slot.Filling == Filling.Empty), slots.Count),
            [MetricNames.PoolSize] = after.Problems.Length,
        };
        if (settings.Verifier == SelfPlaySettings.Reader)
        {
            measures[MetricNames.ReaderFalseAccept] = Share(judged.Count(candidate => candidate.IsRead == true && candidate.Proposal.IsExact == false), judged.Count);
            measures[MetricNames.ReaderFalseReject] = Share(judged.Count(candidate => candidate.IsRead == false && candidate.Proposal.IsExact == true), judged.Count);
        }

        foreach (var rule in made.Where(candidate => candidate.Proposal.Failure is not null).GroupBy(candidate => candidate.Proposal.Failure!))
        {
            measures[MetricNames.RefusedBy + rule.Key] = Share(rule.Count(), made.Count);
        }

        for (var count = 0; count <= MostSearches; count++)
        {
            measures[$"{MetricNames.SearchesOf}{count}"] = Share(made.Count(candidate => Math.Min(candidate.Proposal.Queries.Length, MostSearches) == count), made.Count);
        }

        return measures;
    }

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(0).Average();

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
