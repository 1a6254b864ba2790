using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Benchmarks;

/// <summary>How fast a device multiplies and reads, measured on the spot: the floors under everything that a model does.</summary>
/// <param name="Float32Flops">float32 operations a second in a product of 2048 × 2048.</param>
/// <param name="BFloat16Flops">The same in bfloat16.</param>
/// <param name="BytesPerSecond">Bytes a second that it reads from its memory, all cores together.</param>
public sealed record MachineRates(double Float32Flops, double BFloat16Flops, double BytesPerSecond)
{
    private const int Side = 2048;
    private const int Numbers = 1 << 26; // 256 MiB: far beyond any cache
    private const int Readings = 9;

    /// <summary>The compute type whose products are faster here.</summary>
    public ComputeType Faster => BFloat16Flops > Float32Flops ? ComputeType.BFloat16 : ComputeType.Float32;

    /// <summary>Operations a second in a compute type.</summary>
    public double Flops(ComputeType type) => type == ComputeType.BFloat16 ? BFloat16Flops : Float32Flops;

    /// <summary>Measures: medians of several products, and the fastest of several readings, since a limit is not what was reached half of the time.</summary>
    /// <param name="clock">Tells the time.</param>
    /// <param name="device">Where; its work is waited for.</param>
    public static MachineRates Measure(TimeProvider clock, ComputeDevice device)
    {
        TorchRuntime.Load();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var one = Fill.Of(1, [Numbers], device: device.Torch);
        var seconds = Seconds(clock, device, Readings, () => one.sum())[0];
        if (!device.IsCuda)
        {
            seconds = Math.Min(seconds, Seconds(clock, device, Readings, () => Product(one))[0]);
        }

        return new MachineRates(MatmulFlops(clock, device, ScalarType.Float32), MatmulFlops(clock, device, ScalarType.BFloat16), 4.0 * Numbers / seconds);
    }

    /// <summary>Reads the numbers as the decoder reads its weights: faster than a sum where a core waits for its own reads.</summary>
    private static unsafe Tensor Product(Tensor numbers)
    {
        var matrix = numbers.At();
        var products = Fill.Of(0, [Numbers / Side]);
        var result = products.At();
        TorchThreads.Ranges(Numbers / Side, (start, end) =>
            RowProducts.Multiply(matrix, Side, 1, Side, matrix + ((long)start * Side), Side, end - start, result + start, Side));
        return products;
    }

    private static double MatmulFlops(TimeProvider clock, ComputeDevice device, ScalarType type)
    {
        // Some machines take minutes for the large product in bfloat16: a small one that already loses settles it.
        var a = Fill.Of(0.5, [Side, Side], type, device.Torch);
        if (type == ScalarType.BFloat16)
        {
            var small = Fill.Of(0.5, [Side / 8, Side / 8], type, device.Torch);
            var seconds = Median(clock, device, 3, () => small.matmul(small));
            if (seconds * 512 > 1)
            {
                return 2.0 * Side * Side * Side / (seconds * 512);
            }
        }

        return 2.0 * Side * Side * Side / Median(clock, device, 7, () => a.matmul(a));
    }

    private static double Median(TimeProvider clock, ComputeDevice device, int repeats, Func<Tensor> work) => Seconds(clock, device, repeats, work)[repeats / 2];

    /// <summary>Times each repeat but a first one; the fastest comes first.</summary>
    private static double[] Seconds(TimeProvider clock, ComputeDevice device, int repeats, Func<Tensor> work)
    {
        work().Dispose();
        device.Synchronize();
        var seconds = new double[repeats];
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var started = clock.GetTimestamp();
            work().Dispose();
            device.Synchronize();
            seconds[repeat] = clock.GetElapsedTime(started).TotalSeconds;
        }

        Array.Sort(seconds);
        return seconds;
    }
}
