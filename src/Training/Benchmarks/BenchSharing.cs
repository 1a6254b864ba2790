using Agentic.VisionPolicy;
using Agentic.VisionPolicy.Benchmarks;

namespace Agentic.Training.Benchmarks;

/// <summary>How long a group takes to answer one prompt, and how long as many different prompts of that length take.</summary>
/// <param name="Alone">Seconds for different prompts.</param>
/// <param name="Shared">Seconds for one prompt.</param>
/// <param name="AloneFloor">Seconds that products and memory alone would take for different prompts.</param>
/// <param name="SharedFloor">The same for one prompt.</param>
public sealed record BenchSharing(double Alone, double Shared, double AloneFloor, double SharedFloor)
{
    /// <summary>Answers.</summary>
    public const int Group = 8;

    /// <summary>Tokens of the prompt.</summary>
    public const int Prompt = 1000;

    /// <summary>How many times as fast sharing is.</summary>
    public double Ratio => Alone / Shared;

    /// <summary>Measures both once; a model that has answered before is warm.</summary>
    /// <param name="bench">The model; borrowed.</param>
    /// <param name="costs">Of the model.</param>
    /// <param name="machine">Measured.</param>
    /// <param name="compute">The type of layers.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<BenchSharing> MeasureAsync(
        PolicyBench bench, ModelCosts costs, MachineRates machine, ComputeType compute, CancellationToken cancellation)
    {
        async Task<double> Seconds(int groupSize) =>
            (await bench.GenerateAsync(bench.Rows.Prompts(Group, groupSize, Prompt, 0), BenchEntry.Answer, cancellation)).Total;
        var read = costs.PrefillFlops(Prompt) / machine.Flops(compute);
        var answered = (BenchEntry.Answer - 1) * costs.PassSeconds(machine, compute, Group, Prompt + (BenchEntry.Answer / 2.0));
        return new BenchSharing(await Seconds(1), await Seconds(Group), (Group * read) + answered, read + answered);
    }
}
