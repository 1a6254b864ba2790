using Agentic.Agents;
using Agentic.Training.Objectives;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>
/// One update from pairs of episodes (DPO, arXiv 2305.18290, over whole trajectories): mini-batches of pairs, one optimiser step each. The
/// reference is the policy that the update began with.
/// </summary>
/// <remarks>
/// A pair's loss needs two sums of log-probabilities, which may lie in different passes through the model. So each step scores first, takes
/// the loss's derivative by these sums, and then weighs each row's log-probabilities with it: the gradient is exact at the present weights.
/// </remarks>
public static class PreferenceUpdate
{
    /// <summary>Learns from pairs.</summary>
    /// <param name="learner">Takes the steps.</param>
    /// <param name="rows">Rows of the episodes that stand in pairs.</param>
    /// <param name="pairs">Places of the preferred episode and the other; rows say which episode they are of.</param>
    /// <param name="loss">The loss of a pair, in the mean.</param>
    /// <param name="settings">Epochs, and rows per step: two for each pair.</param>
    /// <param name="learningRate">The rate of this update.</param>
    /// <param name="key">Decides which pairs share a mini-batch.</param>
    public static UpdateStatistics Run(
        Learner learner, RowSet rows, IReadOnlyList<(int Chosen, int Rejected)> pairs, PreferenceLoss loss, TrainSettings settings, double learningRate, RandomKey key)
    {
        var statistics = new UpdateStatistics();
        var byEpisode = rows.Visits.SelectMany(visits => visits).ToLookup(row => row.Episode);
        var reference = Sums(learner.Rescore(rows));
        for (var epoch = 0; epoch < settings.Epochs; epoch++)
        {
            var order = pairs.ToArray();
            key.Derive((ulong)epoch).Stream().Shuffle(order.AsSpan());
            foreach (var part in order.Chunk(Math.Max(1, settings.MiniBatchRows / 2)))
            {
                var mine = RowSet.Fold(part.SelectMany(pair => new[] { pair.Chosen, pair.Rejected }).Distinct().SelectMany(episode => byEpisode[episode]));
                var (value, slopes) = Slopes(loss, part, Sums(learner.Rescore(mine)), reference);
                var weighed = mine.Map(row => row with { Advantages = [.. Enumerable.Repeat((float)slopes[row.Episode], row.LearntTokens)] });
                var step = learner.Step(weighed, (batch, scores) =>
                {
                    statistics.Add(batch, scores);
                    return Weighed(batch, scores);
                }, learningRate);
                statistics.Add(step with { Loss = value });
            }
        }

        return statistics;
    }

    /// <summary>The mean loss of some pairs, and its derivative by each episode's log-probability.</summary>
    /// <param name="loss">The loss of a pair.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="now">log π of each episode.</param>
    /// <param name="reference">log π_ref of each.</param>
    internal static (double Loss, Dictionary<int, double> Slopes) Slopes(
        PreferenceLoss loss, IReadOnlyList<(int Chosen, int Rejected)> pairs, Dictionary<int, double> now, Dictionary<int, double> reference)
    {
        using var scope = NewDisposeScope();
        Tensor Of(Dictionary<int, double> values, Func<(int Chosen, int Rejected), int> side) => ComputeDevice.Cpu.Put([.. pairs.Select(pair => (float)values[side(pair)])], pairs.Count);
        var (chosen_P, rejected_P) = (Of(now, pair => pair.Chosen).requires_grad_(true), Of(now, pair => pair.Rejected).requires_grad_(true));
        var value = loss(new PreferencePairs
        {
            Chosen_P = chosen_P, Rejected_P = rejected_P, RefChosen_P = Of(reference, pair => pair.Chosen), RefRejected_P = Of(reference, pair => pair.Rejected),
        }).mean();
        value.backward();
        var slopes = now.Keys.ToDictionary(episode => episode, _ => 0.0);
        foreach (var (side, slopes_P) in new (Func<(int Chosen, int Rejected), int>, float[])[] { (pair => pair.Chosen, chosen_P.grad!.Read<float>()), (pair => pair.Rejected, rejected_P.grad!.Read<float>()) })
        {
            for (var at = 0; at < pairs.Count; at++)
            {
                slopes[side(pairs[at])] += slopes_P[at];
            }
        }

        return (value.ReadNumber(), slopes);
    }

    private static Dictionary<int, double> Sums(RowSet rows) => rows.Visits.SelectMany(visits => visits).GroupBy(row => row.Episode)
        .ToDictionary(episode => episode.Key, episode => episode.Sum(row => row.OldLogProbs.Sum(value => (double)value)));

    private static Tensor Weighed(SequenceBatch batch, SliceScores scores)
    {
        using var scope = NewDisposeScope();
        var shape = scores.LogProbs_VR.shape;
        return Masked.Zeroed(scores.LogProbs_VR, batch.Device.Put(batch.IsSampled_VR, shape)).Times(batch.Device.Put(batch.Advantages_VR!, shape)).sum().MoveToOuterDisposeScope();
    }
}
