using Agentic.Agents;
using Agentic.Training.Objectives;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>One update of the policy: mini-batches of distinct rows, one optimiser step each.</summary>
public static class PolicyUpdate
{
    /// <summary>Learns from scored episodes.</summary>
    /// <param name="learner">Takes the steps.</param>
    /// <param name="rows">Rows of the episodes.</param>
    /// <param name="advantages">One per episode, for rows whose tokens have none of their own.</param>
    /// <param name="objective">What is minimised.</param>
    /// <param name="settings">Sizes of the parts.</param>
    /// <param name="horizon">Longest possible answer, for aggregations that divide by it.</param>
    /// <param name="learningRate">The rate of this update.</param>
    /// <param name="key">Decides which rows share a mini-batch.</param>
    /// <param name="trace">Follows some episodes token by token; null for none.</param>
    /// <param name="values">Counts what a critic on the policy's own trunk learns; null for none.</param>
    /// <param name="given">What is learnt from tokens that the policy did not choose; null for nothing.</param>
    public static UpdateStatistics Run(
        Learner learner, RowSet rows, double[] advantages, PolicyObjective objective, TrainSettings settings, double horizon, double learningRate, RandomKey key, TokenTrace? trace = null,
        CriticStatistics? values = null, GivenTerm? given = null)
    {
        var statistics = new UpdateStatistics();
        var critic = values is not null && settings.Critic is { IsShared: true } ? learner.Critic : null;
        // What was said behind another prompt has no log-probabilities of its own here.
        rows = settings.OldLogProbs == "recomputed" || rows.Visits.Any(visits => visits.Any(row => row.IsRelabelled)) ? learner.Rescore(rows) : rows;
        var term = given?.Begin(learner, ref rows);
        for (var epoch = 0; epoch < settings.Epochs; epoch++)
        {
            foreach (var part in rows.Deal(settings.MiniBatchRows, key.Derive((ulong)epoch).Stream()))
            {
                var tokens = part.Visits.Sum(visits => visits.Count * (double)visits[0].LearntTokens);
                var (totals, taught) = (term?.Totals(part, horizon) ?? new BatchTotals(tokens, part.Count, horizon), critic is null ? 0 : CriticUpdate.Taught(part));
                statistics.Add(learner.Step(part, (batch, scores) =>
                {
                    var (visits, longest) = ((long)batch.Visits, (long)batch.Longest);
                    var inputs = new ObjectiveInputs
                    {
                        LogProbs_BT = scores.LogProbs_VR,
                        OldLogProbs_BT = batch.Device.Put(batch.OldLogProbs_VR, visits, longest),
                        Advantages_BT = batch.Advantages_VR is { } own ? batch.Device.Put(own, visits, longest)
                            : batch.Device.Put(Array.ConvertAll(batch.Episodes_V, episode => episode < 0 ? 0 : (float)advantages[episode])).view(-1, 1).expand(visits, longest),
                        IsSampled_BT = batch.Device.Put(batch.IsSampled_VR, visits, longest),
                        RefLogProbs_BT = scores.RefLogProbs_VR,
                        Entropies_BT = scores.Entropies_VR,
                        Weights_BT = term is { WeighsTokens: true } ? batch.Device.Put(batch.Weights_VR, visits, longest) : null,
                        Totals = totals,
                    };
                    using var result = objective.Evaluate(inputs);
                    statistics.Add(result, objective.Rejection is not null);
                    statistics.Add(batch, scores);
                    trace?.Add(batch, scores);

                    using var loss = term?.Add(result.Loss, batch, inputs, objective.Aggregate, part) ?? result.Loss.alias();
                    return critic is null ? loss.alias() : CriticUpdate.Beside(loss, batch, scores.Values_VR!, settings.Critic!, taught, values!);
                }, learningRate, critic));
                if (critic is not null)
                {
                    values!.Step(critic.Move(settings.Critic!.LearningRate), tokens: 0);
                }
            }
        }

        return statistics;
    }
}
