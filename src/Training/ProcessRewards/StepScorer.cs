using Agentic.Agents;
using Agentic.Training.Metrics;

namespace Agentic.Training.ProcessRewards;

/// <summary>
/// A reward model of steps that is learnt from outcomes alone: the chance that an episode succeeds, from what was seen of it by then. It needs
/// no oracle, and is learnt anew from each round.
/// </summary>
/// <remarks>
/// Labels are outcomes, each step having its episode's, as in process reward models by Monte Carlo (Math-Shepherd, arXiv 2312.08935); the best
/// guess of a state is the success of siblings that passed through it. An episode's outcome is in no number of its own: its model is learnt from
/// the other half of the groups, and what siblings came to leaves it out. So the worth of its start does not depend on what it did, and as a
/// potential the scorer leaves the best policy as it is.
/// </remarks>
public static class StepScorer
{
    // What the group's success counts for in a state's: as much as one visit.
    private const double Prior = 1;

    /// <summary>What each turn was worth: [episode][turn of its role]. 0 throughout where nothing can be learnt: of one group, or where all of the other half succeeded or failed.</summary>
    /// <param name="episodes">A round's episodes, in groups that play one task.</param>
    public static TurnWorth[][] Worths(IReadOnlyList<ScoredEpisode> episodes)
    {
        var seen = new double[episodes.Count][][];
        var halves = new int[episodes.Count];
        foreach (var (members, place) in Groups(episodes).Select((members, place) => (members, place)))
        {
            var (visits, won) = (Visits(episodes, members), members.Count(at => IsWon(episodes[at])));
            foreach (var at in members)
            {
                var others = members.Count > 1 ? (won - (IsWon(episodes[at]) ? 1 : 0)) / (double)(members.Count - 1) : 0;
                (seen[at], halves[at]) = (Look(episodes[at], visits, others), place % 2);
            }
        }

        LogisticModel?[] models = [Learn(episodes, seen, halves, 1), Learn(episodes, seen, halves, 0)];
        return [.. episodes.Select((episode, at) => Worths(episode, seen[at], models[halves[at]]))];
    }

    private static List<List<int>> Groups(IReadOnlyList<ScoredEpisode> episodes) =>
        [.. Enumerable.Range(0, episodes.Count).GroupBy(at => episodes[at].Record.Group).Select(group => group.ToList())];

    private static LogisticModel? Learn(IReadOnlyList<ScoredEpisode> episodes, double[][][] seen, int[] halves, int half)
    {
        List<(double[] Seen, bool IsWon)> cases = [.. Enumerable.Range(0, episodes.Count).Where(at => halves[at] == half)
            .SelectMany(at => seen[at].Select(numbers => (numbers, IsWon(episodes[at]))))];
        return cases.Exists(one => one.IsWon) && cases.Exists(one => !one.IsWon) ? LogisticModel.Learn([.. cases.Select(one => one.Seen)], [.. cases.Select(one => one.IsWon)]) : null;
    }

    private static TurnWorth[] Worths(ScoredEpisode episode, double[][] seen, LogisticModel? model)
    {
        if (model is null || seen.Length == 0)
        {
            return new TurnWorth[seen.Length];
        }

        double[] worth_K = [.. seen.Select(model.Chance)];
        // The record says how it ended; where it was cut, nothing was seen behind the last turn.
        var end = episode.Record.End is EpisodeEnd.Terminated ? IsWon(episode) ? 1.0 : 0 : worth_K[^1];
        return [.. worth_K.Select((worth, turn) => new TurnWorth(worth, turn + 1 < worth_K.Length ? worth_K[turn + 1] : end))];
    }

    // Of each state: in how many episodes of the group it was met, and how many of them succeeded.
    private static Dictionary<StateKey, (int Met, int Won)> Visits(IReadOnlyList<ScoredEpisode> episodes, List<int> members)
    {
        var visits = new Dictionary<StateKey, (int Met, int Won)>();
        foreach (var at in members)
        {
            foreach (var state in Turns(episodes[at]).Select(turn => turn.State).Distinct())
            {
                var (met, won) = visits.GetValueOrDefault(state);
                visits[state] = (met + 1, won + (IsWon(episodes[at]) ? 1 : 0));
            }
        }

        return visits;
    }

    // Before each turn: how far along, allowed and repeated shares so far, how sure the last answer was, and what siblings came to from here.
    private static double[][] Look(ScoredEpisode episode, Dictionary<StateKey, (int Met, int Won)> visits, double others)
    {
        var turns_K = Turns(episode);
        var transcript = episode.Record.Transcripts[episode.Role];
        var (been, legal, again, own) = (new HashSet<StateKey>(), 0, 0, IsWon(episode) ? 1 : 0);
        var (logProb, entropy) = (0.0, 0.0);
        var seen_K = new double[turns_K.Count][];
        for (var turn = 0; turn < turns_K.Count; turn++)
        {
            var (met, won) = visits[turns_K[turn].State];
            again += been.Add(turns_K[turn].State) ? 0 : 1;
            seen_K[turn] =
            [
                turn, turn == 0 ? 1 : legal / (double)turn, turn == 0 ? 0 : again / (double)turn, logProb, entropy, others, (won - own + (Prior * others)) / (met - 1 + Prior),
            ];
            legal += turns_K[turn].Legal ? 1 : 0;
            var sampling = transcript.Turns[turns_K[turn].RoleTurn].Reply is { } reply ? transcript.Segments[reply].Sampling : null;
            (logProb, entropy) = (Mean(sampling?.LogProbs), Mean(sampling?.Entropies));
        }

        return seen_K;
    }

    private static bool IsWon(ScoredEpisode episode) => episode.Record.IsWonBy(episode.Role);

    private static List<TurnRecord> Turns(ScoredEpisode episode) => [.. episode.Record.Turns.Where(turn => turn.Role == episode.Role)];

    // A server may tell no entropy.
    private static double Mean(IEnumerable<float>? values) => values?.Where(float.IsFinite).Select(value => (double)value).DefaultIfEmpty(0).Average() ?? 0;
}
