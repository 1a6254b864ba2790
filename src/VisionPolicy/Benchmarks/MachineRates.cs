using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Benchmarks;

/// <summary>How fast this machine multiplies and reads, measured on the spot: the floors under everything that a model does.</summary>
/// <param name="Float32Flops">float32 operations a second in a product of 2048 × 2048.</param>
/// <param name="BFloat16Flops">The same in bfloat16.</param>
/// <param name="BytesPerSecond">Bytes a second that all cores together read from memory.</param>
public sealed record MachineRates(double Float32Flops, double BFloat16Flops, double BytesPerSecond)
{
    private const int Side = 2048;
    private const int Numbers = 1 << 26; // 256 MiB: far beyond any cache

    /// <summary>The compute type whose products are faster here.</summary>
    public ComputeType Faster => BFloat16Flops > Float32Flops ? ComputeType.BFloat16 : ComputeType.Float32;

    /// <summary>Operations a second in a compute type.</summary>
    public double Flops(ComputeType type) => type == ComputeType.BFloat16 ? BFloat16Flops : Float32Flops;

    /// <summary>Measures; medians of several repeats.</summary>
    /// <param name="clock">Tells the time.</param>
    public static MachineRates Measure(TimeProvider clock)
    {
        TorchRuntime.Load();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var one = ones(Numbers);
        var bytes = 4.0 * Numbers / Median(clock, 5, () => one.sum());
        return new MachineRates(MatmulFlops(clock, Side, ScalarType.Float32), MatmulFlops(clock, Side, ScalarType.BFloat16), bytes);
    }

    private static double MatmulFlops(TimeProvider clock, int side, ScalarType type)
    {
        // Some machines take minutes for the large product in bfloat16: a small one that already loses settles it.
        var a = full(side, side, Scalars.Of(0.5), type);
        if (type == ScalarType.BFloat16)
        {
            var small = full(side / 8, side / 8, Scalars.Of(0.5), type);
            var seconds = Median(clock, 3, () => small.matmul(small));
            if (seconds * 512 > 1)
            {
                return 2.0 * side * side * side / (seconds * 512);
            }
        }

        return 2.0 * side * side * side / Median(clock, 7, () => a.matmul(a));
    }

    private static double Median(TimeProvider clock, int repeats, Func<Tensor> work)
    {
        work().Dispose();
        var seconds = new double[repeats];
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var started = clock.GetTimestamp();
            work().Dispose();
            seconds[repeat] = clock.GetElapsedTime(started).TotalSeconds;
        }

        Array.Sort(seconds);
        return seconds[repeats / 2];
    }
}
