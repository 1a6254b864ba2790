using Agentic.Agents;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>What a policy says of rows, without learning from them. On the policy thread.</summary>
internal static class RowScorer
{
    /// <summary>log π of each learnt token of each row, in order, by row.</summary>
    /// <param name="policy">Is asked; borrowed.</param>
    /// <param name="images">Where pictures are.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="maxTokensPerPass">Tokens that go through the model together.</param>
    /// <param name="constraint">What answers were held to; null for nothing.</param>
    /// <param name="logitBytes">Bytes of logits in one piece.</param>
    public static Dictionary<TrainingRow, float[]> LogProbs(
        QwenPolicy policy, IImageStore images, RowSet rows, int maxTokensPerPass, ITokenConstraint? constraint, long logitBytes)
    {
        var (found, processor) = (new Dictionary<TrainingRow, float[]>(ReferenceEqualityComparer.Instance), new ImageProcessor(policy.Images));
        foreach (var slice in rows.Slices(maxTokensPerPass))
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var batch = new SequenceBatch(slice, policy.Config, policy.Device, constraint);
            using var pass = batch.Forward(policy.Model, processor, images, recompute: false);
            var head = policy.Model.Head;
            var scores = new TokenScores(
                batch.Chosen(pass.Hidden_BRH), head, policy.Model.Unsaid, batch.Refused((int)head.shape[0]), batch.Masks_N, batch.Targets_N, batch.Temperature, withEntropies: false, logitBytes);
            var logProbs_VR = batch.Spread(scores.LogProbs_N).Read<float>();
            foreach (var (row, visit) in slice.Visits.SelectMany(visits => visits).Select((row, visit) => (row, visit)))
            {
                found[row] = logProbs_VR.AsSpan(visit * batch.Longest, row.LearntTokens).ToArray();
            }
        }

        return found;
    }
}
