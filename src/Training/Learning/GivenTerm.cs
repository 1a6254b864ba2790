using Agentic.Training.Objectives;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>What is learnt from tokens that were given, beside what the objective learns from the policy's own.</summary>
/// <param name="Loss">Their loss; null where they carry none.</param>
/// <param name="Weight">Weight of the term.</param>
/// <param name="IsShared">Whether they are averaged together with the policy's own tokens, as the objective averages; otherwise among themselves, each alike.</param>
public sealed record GivenTerm(GivenLoss? Loss, double Weight, bool IsShared)
{
    /// <summary>Whether the surrogate of the policy's own tokens is weighed by what the rows say of them.</summary>
    public bool WeighsTokens { get; init; }

    /// <summary>Measures the policy's own rows by an expert's; null does not.</summary>
    public ExpertMark? Mark { get; init; }

    /// <summary>The term of one update.</summary>
    /// <param name="learner">Says what the policy thought of the given tokens before the update.</param>
    /// <param name="rows">What is learnt from; rows with given tokens get what ratios start from.</param>
    public Running Begin(Learner learner, ref RowSet rows)
    {
        rows = Loss is null ? rows : learner.Rescore(rows, row => row.GivenTokens > 0);
        return new Running(this, Mark?.Of(learner));
    }

    /// <summary>The term while an update runs.</summary>
    /// <param name="term">The term.</param>
    /// <param name="marks">The expert's mean log-probability and the sign of each episode; null where nothing is measured.</param>
    public sealed class Running(GivenTerm term, (float[] Experts_B, float[] Signs_B)? marks)
    {
        /// <summary>Whether own tokens have weights of their own.</summary>
        public bool WeighsTokens => term.WeighsTokens;

        /// <summary>Counts of a mini-batch for the objective.</summary>
        /// <param name="part">The mini-batch.</param>
        /// <param name="horizon">Longest possible answer.</param>
        public BatchTotals Totals(RowSet part, double horizon) =>
            Count(part, horizon, row => term.IsShared ? row.LearntTokens : row.LearntTokens - row.GivenTokens);

        /// <summary>The loss of a micro-batch with the term; in the caller's scope.</summary>
        /// <param name="loss">The objective's; borrowed.</param>
        /// <param name="batch">The micro-batch.</param>
        /// <param name="inputs">What the objective saw.</param>
        /// <param name="aggregate">How the objective averages.</param>
        /// <param name="part">The mini-batch that it is of.</param>
        public Tensor Add(Tensor loss, SequenceBatch batch, ObjectiveInputs inputs, Aggregation aggregate, RowSet part)
        {
            using var scope = NewDisposeScope();
            var sum = loss.alias();
            if (term.Loss is { } of && batch.IsGiven_VR.Contains(true))
            {
                var isGiven_BT = batch.Device.Put(batch.IsGiven_VR, batch.Visits, batch.Longest);
                var loss_BT = of(inputs.LogProbs_BT, inputs.OldLogProbs_BT, inputs.Advantages_BT, isGiven_BT);
                sum = sum.Plus((term.IsShared ? aggregate(loss_BT, isGiven_BT, inputs.Totals)
                    : Aggregations.TokenMean(loss_BT, isGiven_BT, Count(part, inputs.Totals.Horizon, row => row.GivenTokens))).Times(term.Weight));
            }

            if (term.Mark is { } mark && marks is var (experts_B, signs_B))
            {
                Tensor Each(float[] of_B) => batch.Device.Put(Array.ConvertAll(batch.Episodes_V, episode => episode < 0 ? 0 : of_B[episode])).view(-1, 1).expand(batch.Visits, batch.Longest);
                var loss_BT = GivenLosses.Calibrated(inputs.LogProbs_BT, Each(experts_B), Each(signs_B), inputs.Advantages_BT, inputs.IsSampled_BT, mark.Slope);
                sum = sum.Plus(Aggregations.TokenMean(loss_BT, inputs.IsSampled_BT, inputs.Totals).Times(term.Weight));
            }

            return sum.MoveToOuterDisposeScope();
        }

        private static BatchTotals Count(RowSet part, double horizon, Func<TrainingRow, int> tokens)
        {
            int[] counts = [.. part.Visits.SelectMany(visits => visits).Select(tokens)];
            return new BatchTotals(counts.Sum(count => (double)count), counts.Count(count => count > 0), horizon);
        }
    }
}

/// <summary>An expert's rows as a mark to measure the policy's own by.</summary>
/// <param name="Rows">The expert's, with given tokens; nothing is learnt from them.</param>
/// <param name="Groups_B">Group of each scored episode.</param>
/// <param name="IsRight_B">Whether each succeeded.</param>
/// <param name="Slope">What is left of the term past the expert.</param>
public sealed record ExpertMark(IReadOnlyList<TrainingRow> Rows, int[] Groups_B, bool[] IsRight_B, double Slope)
{
    /// <summary>For each scored episode the mean log-probability of its group's expert per token, and 1 if it is right, −1 if wrong, 0 without an expert.</summary>
    public (float[] Experts_B, float[] Signs_B) Of(Learner learner)
    {
        var sums = new Dictionary<int, (double Sum, int Count)>();
        foreach (var row in learner.Rescore(RowSet.Fold(Rows)).Visits.SelectMany(visits => visits))
        {
            var (sum, count) = sums.GetValueOrDefault(Groups_B[row.Episode]);
            sums[Groups_B[row.Episode]] = (sum + row.OldLogProbs.Sum(logProb => (double)logProb), count + row.OldLogProbs.Length);
        }

        return (
            [.. Groups_B.Select(group => sums.TryGetValue(group, out var known) ? (float)(known.Sum / known.Count) : 0)],
            [.. Groups_B.Select((group, at) => !sums.ContainsKey(group) ? 0f : IsRight_B[at] ? 1 : -1)]);
    }
}
