using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>Numbers of the learnt tokens of rows, asked of a model without learning.</summary>
internal static class TokenNumbers
{
    /// <summary>One number for each learnt token of each row, in order. Rows are told apart by reference.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="maxTokens">Tokens that go through the model together.</param>
    /// <param name="ask">Lays out a slice and gives its numbers [V, R]. Called without a graph, in a scope of its own.</param>
    public static Dictionary<TrainingRow, float[]> Of(RowSet rows, int maxTokens, Func<RowSet, (SequenceBatch Batch, Tensor Numbers_VR)> ask)
    {
        var found = new Dictionary<TrainingRow, float[]>(ReferenceEqualityComparer.Instance);
        foreach (var slice in rows.Slices(maxTokens))
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var (batch, tensor_VR) = ask(slice);
            var numbers_VR = tensor_VR.Read<float>();
            foreach (var (row, visit) in slice.Visits.SelectMany(visits => visits).Select((row, visit) => (row, visit)))
            {
                found[row] = numbers_VR.AsSpan(visit * batch.Longest, row.LearntTokens).ToArray();
            }
        }

        return found;
    }
}
