using Agentic.VisionPolicy;
using Agentic.VisionPolicy.Benchmarks;

namespace Agentic.Training.Benchmarks;

/// <summary>Our rate at one batch size over the reference's, as if its machine multiplied as fast as ours.</summary>
/// <param name="Batch">Rows.</param>
/// <param name="Generate">New tokens a second, prefill included; NaN where the reference has none.</param>
/// <param name="GenerateShared">The same where groups of eight share their prompt; NaN below two groups.</param>
/// <param name="Train">Tokens a second of a training step; NaN where the reference has none.</param>
public sealed record ReferenceComparison(int Batch, double Generate, double GenerateShared, double Train)
{
    private const int GroupSize = 8;

    /// <summary>Measures what the reference measured, on the same model and sizes, in float32.</summary>
    /// <param name="reference">Stored rates.</param>
    /// <param name="batches">Only these sizes; null for all of the reference's.</param>
    /// <param name="machine">Measured here.</param>
    /// <param name="repeats">How often.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async IAsyncEnumerable<ReferenceComparison> MeasureAsync(
        ReferenceRates reference, IReadOnlyCollection<int>? batches, MachineRates machine, BenchRepeats repeats, TimeProvider clock, ComputeDevice device,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var eyes = reference.Config.Eyes;
        var processor = new ImageProcessorConfig { PatchSize = eyes.PatchSize, MergeSize = eyes.SpatialMergeSize, TemporalPatchSize = eyes.TemporalPatchSize };
        await using var bench = new PolicyBench(reference.Config, processor, ComputeType.Float32, reference.Config.Text.MaxPositions, clock, device);
        var scale = machine.Float32Flops / reference.MatmulFlops;
        foreach (var rows in reference.Generate.Keys.Union(reference.Train.Keys).Order().Where(rows => batches?.Contains(rows) ?? true))
        {
            async Task<double> Answers(int groupSize)
            {
                if (!reference.Generate.TryGetValue(rows, out var theirs) || rows % groupSize != 0)
                {
                    return double.NaN;
                }

                var seconds = await repeats.MedianAsync(clock, async () => (await bench.GenerateAsync(
                    bench.Rows.Prompts(rows, groupSize, reference.PromptText, reference.PictureSide), ReferenceRates.NewTokens, cancellation)).Total);
                return rows * ReferenceRates.NewTokens / seconds / (theirs * scale);
            }

            var (alone, shared, train) = (await Answers(1), await Answers(GroupSize), double.NaN);
            if (reference.Train.TryGetValue(rows, out var trained))
            {
                var batch = bench.Rows.Texts(rows, reference.TrainText, reference.PictureSide);
                var seconds = await bench.TrainAsync(batch, repeats, cancellation);
                train = batch.Unique.Sum(row => (double)row.Length) / seconds / (trained * scale);
            }

            yield return new ReferenceComparison(rows, alone, shared, train);
        }
    }
}
