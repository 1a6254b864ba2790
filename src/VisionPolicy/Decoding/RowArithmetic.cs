using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Agentic.VisionPolicy;

/// <summary>What a decoder does to a row between its products; the formulas of <see cref="TextScript"/>.</summary>
internal static unsafe class RowArithmetic
{
    private const int Lanes = 8;

    /// <summary>x / √(mean x² + ε) · weight; no weight where null. May work in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Norm(float* x, int size, float epsilon, float* weight, float* y)
    {
        var squares = Vector256<float>.Zero;
        var at = 0;
        for (; at + Lanes <= size; at += Lanes)
        {
            var v = Vector256.Load(x + at);
            squares = Vector256.FusedMultiplyAdd(v, v, squares);
        }

        var sum = Vector256.Sum(squares);
        for (; at < size; at++)
        {
            sum = MathF.FusedMultiplyAdd(x[at], x[at], sum);
        }

        var scale = 1 / MathF.Sqrt((sum / size) + epsilon);
        for (at = 0; at + Lanes <= size; at += Lanes)
        {
            var v = Vector256.Load(x + at) * Vector256.Create(scale);
            (weight is null ? v : v * Vector256.Load(weight + at)).Store(y + at);
        }

        for (; at < size; at++)
        {
            y[at] = x[at] * scale * (weight is null ? 1 : weight[at]);
        }
    }

    /// <summary>Cosines, then sines, of a position's angles.</summary>
    public static void Angles(int position, ReadOnlySpan<float> frequencies, float* turn)
    {
        for (var f = 0; f < frequencies.Length; f++)
        {
            (turn[frequencies.Length + f], turn[f]) = MathF.SinCos(position * frequencies[f]);
        }
    }

    /// <summary>Turns a head in place: its first half with its second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turn(float* head, int size, float* turn)
    {
        var (half, at) = (size / 2, 0);
        for (; at + Lanes <= half; at += Lanes)
        {
            var (a, b, cos, sin) = (Vector256.Load(head + at), Vector256.Load(head + half + at), Vector256.Load(turn + at), Vector256.Load(turn + half + at));
            Vector256.FusedMultiplyAdd(b, -sin, a * cos).Store(head + at);
            Vector256.FusedMultiplyAdd(a, sin, b * cos).Store(head + half + at);
        }

        for (; at < half; at++)
        {
            var (a, b, cos, sin) = (head[at], head[half + at], turn[at], turn[half + at]);
            head[at] = MathF.FusedMultiplyAdd(b, -sin, a * cos);
            head[half + at] = MathF.FusedMultiplyAdd(a, sin, b * cos);
        }
    }

    /// <summary>gate · σ(gate) · up, into the gate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Activate(float* gate, float* up, int count)
    {
        var at = 0;
        for (; at + Lanes <= count; at += Lanes)
        {
            (Silu(Vector256.Load(gate + at)) * Vector256.Load(up + at)).Store(gate + at);
        }

        for (; at < count; at++)
        {
            gate[at] = Silu(Vector256.Create(gate[at]))[0] * up[at];
        }
    }

    // The exponential takes no positive numbers: σ(x) is 1 / (1 + e) or e / (1 + e) with e = exp(−|x|).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Silu(Vector256<float> x)
    {
        var e = Softmax.Exp(-Vector256.Abs(x));
        var above = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), e, Vector256<float>.One);
        return x * above / (Vector256<float>.One + e);
    }
}
