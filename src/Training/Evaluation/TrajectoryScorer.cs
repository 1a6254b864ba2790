using Agentic.Agents;
using Agentic.Training.Metrics;

namespace Agentic.Training.Evaluation;

/// <summary>
/// A reward model of whole trajectories for best-of-n: logistic regression from how sure the policy was of what it did, learnt from episodes
/// whose outcome is known. It sees no test and no solution.
/// </summary>
/// <remarks>
/// Agent-RLVR (arXiv 2506.11425) trains a language model for this. Six numbers are what fits a few hundred episodes: mean, least and summed
/// log-probability of the answers' tokens, their mean entropy, the turns taken, and the share of answers that were allowed.
/// </remarks>
public sealed class TrajectoryScorer
{
    private readonly LogisticModel _model;

    private TrajectoryScorer(LogisticModel model) => _model = model;

    /// <summary>Learns from episodes that were judged; broken ones are left out.</summary>
    /// <param name="episodes">Passed and failed ones.</param>
    /// <returns>The scorer; null where all passed or all failed, as nothing tells the two apart then.</returns>
    public static TrajectoryScorer? Learn(IEnumerable<EpisodeRecord> episodes)
    {
        var judged = episodes.Where(episode => episode.End is not EpisodeEnd.Faulted).ToList();
        return judged.Count == 0 || judged.All(episode => episode.IsSolved) || judged.All(episode => !episode.IsSolved) ? null
            : new TrajectoryScorer(LogisticModel.Learn([.. judged.Select(Look)], [.. judged.Select(episode => episode.IsSolved)]));
    }

    /// <summary>The chance that an episode passes, 0 to 1.</summary>
    public double Score(EpisodeRecord episode) => _model.Chance(Look(episode));

    private static double[] Look(EpisodeRecord episode)
    {
        var sampled = episode.Transcripts[0].Segments.Where(segment => segment.Origin == SegmentOrigin.Sampled).Select(segment => segment.Sampling).OfType<Sampling>().ToList();
        double[] logProbs = [.. sampled.SelectMany(tokens => tokens.LogProbs).Select(value => (double)value).DefaultIfEmpty(0)];
        double[] entropies = [.. sampled.SelectMany(tokens => tokens.Entropies).Select(value => float.IsNaN(value) ? 0 : (double)value).DefaultIfEmpty(0)];
        var turns = episode.Turns.Length;
        return [logProbs.Average(), logProbs.Min(), logProbs.Sum(), entropies.Average(), turns, turns == 0 ? 0 : episode.Turns.Count(turn => turn.Legal) / (double)turns];
    }
}
