using Agentic.VisionPolicy;
using Agentic.VisionPolicy.Benchmarks;

namespace Agentic.Training.Benchmarks;

/// <summary>What one preset reaches at one batch size.</summary>
/// <param name="Preset">The model's name.</param>
/// <param name="Batch">Rows.</param>
/// <param name="Rates">Tokens a second as measured.</param>
/// <param name="Floor">Tokens a second that products and memory alone would allow.</param>
/// <param name="PeakMiB">Most resident memory of the process while it was measured; on CUDA, memory of the device in use behind it, of which libtorch gives nothing back.</param>
public sealed record BenchEntry(string Preset, int Batch, BenchRates Rates, BenchRates Floor, double PeakMiB)
{
    /// <summary>Tokens of each prompt.</summary>
    public const int Prompt = 256;

    /// <summary>Tokens of each answer.</summary>
    public const int Answer = 32;

    private const int WarmUp = 16;

    /// <summary>
    /// What the machine allows. Prefill and training: their products at the measured rate. A decode pass: the longer of its products
    /// and of reading every weight once and each row's keys and values once.
    /// </summary>
    /// <param name="costs">Of the model.</param>
    /// <param name="machine">Measured.</param>
    /// <param name="compute">The type of layers.</param>
    /// <param name="batch">Rows.</param>
    public static BenchRates FloorOf(ModelCosts costs, MachineRates machine, ComputeType compute, int batch)
    {
        var flops = machine.Flops(compute);
        var pass = costs.PassSeconds(machine, compute, batch, Prompt + (Answer / 2.0));
        return new BenchRates(Prompt * flops / costs.PrefillFlops(Prompt), batch / pass, (Prompt + Answer) * flops / costs.TrainFlops(Prompt + Answer, Answer));
    }

    /// <summary>Measures one batch size.</summary>
    /// <param name="preset">The model's name.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="trains">Whether training is measured.</param>
    /// <param name="bench">The model; borrowed.</param>
    /// <param name="floor">What the machine allows.</param>
    /// <param name="repeats">How often.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<BenchEntry> MeasureAsync(
        string preset, int batch, bool trains, PolicyBench bench, BenchRates floor, BenchRepeats repeats, TimeProvider clock, CancellationToken cancellation)
    {
        PeakMemory.Reset();
        // Whatever is made at the first answer and at the first step is made by short ones.
        await bench.GenerateAsync(bench.Rows.Prompts(1, 1, WarmUp, 0), 2, cancellation);
        var times = await repeats.ResultsAsync(clock, () => bench.GenerateAsync(bench.Rows.Prompts(batch, 1, Prompt, 0), Answer, cancellation));
        // The first token of an answer comes with the prefill.
        var (prefill, decode) = (BenchRepeats.Median(times.Select(time => time.First)), BenchRepeats.Median(times.Select(time => time.Total - time.First)));
        var train = double.NaN;
        if (trains)
        {
            using var learner = await bench.LearnAsync();
            await bench.TrainAsync(learner, bench.Rows.Answers(1, WarmUp, WarmUp), new BenchRepeats(0, Least: 1, WarmUps: 0), cancellation);
            train = await bench.TrainAsync(learner, bench.Rows.Answers(batch, Prompt, Answer), repeats, cancellation);
        }

        var rates = new BenchRates(batch * Prompt / prefill, batch * (Answer - 1) / decode, batch * (Prompt + Answer) / train);
        return new BenchEntry(preset, batch, rates, floor, bench.Device.Memory()?.UsedBytes / 1048576.0 ?? PeakMemory.MiB());
    }
}

/// <summary>Tokens a second.</summary>
/// <param name="Prefill">Of prompts, read.</param>
/// <param name="Decode">Of answers, one after another in each row.</param>
/// <param name="Train">Through a training step; NaN where none was measured.</param>
public readonly record struct BenchRates(double Prefill, double Decode, double Train)
{
    /// <summary>The share of a floor that is reached.</summary>
    public BenchRates Over(BenchRates floor) => new(Prefill / floor.Prefill, Decode / floor.Decode, Train / floor.Train);
}
