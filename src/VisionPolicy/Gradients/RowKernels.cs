using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Agentic.VisionPolicy;

/// <summary>Norm and gate of <see cref="TextScript"/> over rows, forth and back, each in one pass over memory. Sizes are multiples of <see cref="Lanes"/>.</summary>
internal static unsafe class RowKernels
{
    /// <summary>Numbers in a vector.</summary>
    public const int Lanes = 8;

    /// <summary>y = x · r with r = 1 / √(mean x² + ε).</summary>
    /// <param name="x">[rows, size].</param>
    /// <param name="y">[rows, size].</param>
    /// <param name="scales">r of each row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="size">Numbers in a row.</param>
    /// <param name="epsilon">ε.</param>
    public static void Norm(float* x, float* y, float* scales, int rows, int size, float epsilon) => TorchThreads.Ranges(rows, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (start, end) =>
    {
        for (var row = start; row < end; row++)
        {
            var from = x + ((long)row * size);
            var to = y + ((long)row * size);
            var (even, odd) = (Vector256<float>.Zero, Vector256<float>.Zero);
            var at = 0;
            for (; at + (2 * Lanes) <= size; at += 2 * Lanes)
            {
                var (a, b) = (Vector256.Load(from + at), Vector256.Load(from + at + Lanes));
                even = Vector256.FusedMultiplyAdd(a, a, even);
                odd = Vector256.FusedMultiplyAdd(b, b, odd);
            }

            for (; at < size; at += Lanes)
            {
                var a = Vector256.Load(from + at);
                even = Vector256.FusedMultiplyAdd(a, a, even);
            }

            var scale = 1 / MathF.Sqrt((Vector256.Sum(even + odd) / size) + epsilon);
            scales[row] = scale;
            var factor = Vector256.Create(scale);
            for (at = 0; at < size; at += Lanes)
            {
                (Vector256.Load(from + at) * factor).Store(to + at);
            }
        }
    });

    /// <summary>Adds r · (g − y · mean(g · y)) to the gradient of x, where g is that of y.</summary>
    /// <param name="y">What <see cref="Norm"/> gave.</param>
    /// <param name="scales">r of each row.</param>
    /// <param name="g">[rows, size].</param>
    /// <param name="dx">[rows, size].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="size">Numbers in a row.</param>
    public static void NormBack(float* y, float* scales, float* g, float* dx, int rows, int size) => TorchThreads.Ranges(rows, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (start, end) =>
    {
        for (var row = start; row < end; row++)
        {
            var first = (long)row * size;
            var sum = Vector256<float>.Zero;
            for (var at = 0; at < size; at += Lanes)
            {
                sum = Vector256.FusedMultiplyAdd(Vector256.Load(y + first + at), Vector256.Load(g + first + at), sum);
            }

            var mean = Vector256.Create(-Vector256.Sum(sum) / size);
            var scale = Vector256.Create(scales[row]);
            for (var at = first; at < first + size; at += Lanes)
            {
                var part = Vector256.FusedMultiplyAdd(Vector256.Load(y + at), mean, Vector256.Load(g + at));
                Vector256.FusedMultiplyAdd(part, scale, Vector256.Load(dx + at)).Store(dx + at);
            }
        }
    });

    /// <summary>a = gate · σ(gate) · up.</summary>
    /// <param name="both">[rows, 2 · size]: gates, then what they let through.</param>
    /// <param name="a">[rows, size].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="size">Numbers in a row of a.</param>
    public static void Gate(float* both, float* a, int rows, int size) => TorchThreads.Ranges(rows, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (start, end) =>
    {
        for (var row = start; row < end; row++)
        {
            var gate = both + (2L * row * size);
            var to = a + ((long)row * size);
            for (var at = 0; at < size; at += Lanes)
            {
                var x = Vector256.Load(gate + at);
                (x * Sigmoid(x) * Vector256.Load(gate + size + at)).Store(to + at);
            }
        }
    });

    /// <summary>The way back of <see cref="Gate"/>, in place: both becomes its own gradient.</summary>
    /// <param name="both">[rows, 2 · size].</param>
    /// <param name="da">The gradient of a.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="size">Numbers in a row of a.</param>
    public static void GateBack(float* both, float* da, int rows, int size) => TorchThreads.Ranges(rows, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (start, end) =>
    {
        for (var row = start; row < end; row++)
        {
            var gate = both + (2L * row * size);
            var g = da + ((long)row * size);
            for (var at = 0; at < size; at += Lanes)
            {
                var (x, up, d) = (Vector256.Load(gate + at), Vector256.Load(gate + size + at), Vector256.Load(g + at));
                var share = Sigmoid(x);
                var toUp = d * share;
                (toUp * up * Vector256.FusedMultiplyAdd(x, Vector256<float>.One - share, Vector256<float>.One)).Store(gate + at);
                (toUp * x).Store(gate + size + at);
            }
        }
    });

    // The exponential takes no positive numbers: σ(x) is 1 / (1 + e) or e / (1 + e) with e = exp(−|x|).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Sigmoid(Vector256<float> x)
    {
        var e = Softmax.Exp(-Vector256.Abs(x));
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), e, Vector256<float>.One) / (Vector256<float>.One + e);
    }
}
