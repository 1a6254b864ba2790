using Agentic.Agents;

namespace Agentic.Training.Learning;

/// <summary>What the episodes of a role's part are credited with: one number each, or one for each of their turns.</summary>
/// <param name="Advantages_B">One for each scored episode; where turns have their own, the mean over those that the policy answered.</param>
/// <param name="Turns_BK">One for each turn of the role; null where all turns have their episode's.</param>
/// <param name="IsKept_B">Whether the episode is learnt from at all; null where all are.</param>
/// <param name="Measures">What was counted, under the names of metrics.</param>
public sealed record EpisodeCredit(double[] Advantages_B, double[][]? Turns_BK, bool[]? IsKept_B, IReadOnlyDictionary<string, double> Measures)
{
    private static readonly Dictionary<string, double> Nothing = [];

    /// <summary>What each turn of the role was paid, for a critic to make advantages of; null where the advantage has none.</summary>
    public double[][]? Rewards_BK { get; init; }

    /// <summary>The advantage of each sampled token of each episode, in order; an episode that is not learnt from has null. Null where tokens have none of their own.</summary>
    public double[]?[]? Tokens_BT { get; init; }

    /// <summary>One number for each episode, all of which are learnt from.</summary>
    public static EpisodeCredit Of(double[] advantages_B) => new(advantages_B, null, null, Nothing);

    /// <summary>Whether rows are made of an episode.</summary>
    /// <param name="episode">Its place among the scored ones.</param>
    /// <param name="dropsUniform">Whether those without any advantage are left out.</param>
    public bool IsLearntFrom(int episode, bool dropsUniform) => (IsKept_B is not { } kept || kept[episode])
        && (!dropsUniform || (Turns_BK is { } turns ? turns[episode].Any(advantage => advantage != 0) : Advantages_B[episode] != 0));

    /// <summary>An episode's rows, with the advantage of each of their tokens where turns have their own.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="episode">The episode that they are of.</param>
    public IEnumerable<TrainingRow> Give(IEnumerable<TrainingRow> rows, ScoredEpisode episode)
    {
        if (Turns_BK is not { } turns_BK)
        {
            return rows;
        }

        var transcript = episode.Record.Transcripts[episode.Role];
        var (answered, isWhole) = (transcript.SampledTurns.ToList(), transcript.Window.LastTurns is null);
        return rows.Select(row => row with
        {
            // A row of a window is one turn's; one of the whole learns at each turn that the policy answered.
            Advantages = [.. row.Learnt.SelectMany((segment, at) =>
                Enumerable.Repeat((float)turns_BK[row.Episode][isWhole ? answered[at] : row.Turn], row.Segments[segment].Ids.Length))],
        });
    }

    /// <summary>The advantage of each sampled token of an episode of one role, in order; null where turns have none of their own.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="index">Its place among the scored ones.</param>
    public IEnumerable<double>? Tokens(ScoredEpisode episode, int index)
    {
        if (Tokens_BT is { } tokens_BT)
        {
            return tokens_BT[index];
        }

        var transcript = episode.Record.Transcripts[episode.Role];
        return Turns_BK is { } turns_BK && episode.Record.Transcripts.Count == 1
            ? transcript.SampledTurns.SelectMany(turn => Enumerable.Repeat(turns_BK[index][turn], transcript.Segments[transcript.Turns[turn].Reply!.Value].Ids.Length))
            : null;
    }
}
