using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Agentic.VisionPolicy;

/// <summary>Attention of one new token over the keys and values of its slot, where they lie. A head's bits depend on its own queries, keys and values alone.</summary>
internal static unsafe class KeyAttention
{
    private const int Lanes = 8;
    private const int Block = 4 * Lanes;
    private const int LineLength = 16; // numbers in a line of the processor's cache

    /// <summary>Lets the query heads that share a key head look at all its keys.</summary>
    /// <param name="queries">[heads, size], scaled and turned.</param>
    /// <param name="heads">How many.</param>
    /// <param name="size">Width of a head.</param>
    /// <param name="keys">The first key.</param>
    /// <param name="values">The first value.</param>
    /// <param name="stride">Numbers from one key to the next, and from one value to the next.</param>
    /// <param name="count">How many keys, 1 or more.</param>
    /// <param name="heard">Receives [heads, size].</param>
    public static void Attend(float* queries, int heads, int size, float* keys, float* values, nint stride, int count, float* heard)
    {
        var room = (count + Lanes - 1) / Lanes * Lanes;
        var buffer = ArrayPool<float>.Shared.Rent(heads * room);
        fixed (float* shares = buffer)
        {
            RowProducts.Multiply(queries, size, heads, size, keys, stride, count, shares, room);
            for (var head = 0; head < heads; head++)
            {
                var total = Weigh(shares + (head * room), count, room);
                Gather(shares + (head * room), 1 / total, values, stride, count, heard + (head * size), size);
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>Asks for a slot's keys and values of all heads in the order in which they lie. A head's are short pieces far apart, which come slowly.</summary>
    public static void Fetch(float* start, nint count)
    {
        for (nint at = 0; Sse.IsSupported && at < count; at += LineLength)
        {
            Sse.Prefetch0(start + at);
        }
    }

    /// <summary>Scores become exp(score − largest); gives their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Weigh(float* scores, int count, int room)
    {
        for (var at = count; at < room; at++)
        {
            scores[at] = float.NegativeInfinity;
        }

        var top = Vector256.Create(Softmax.Largest(new ReadOnlySpan<float>(scores, room)));
        var total = Vector256<float>.Zero;
        for (var at = 0; at < room; at += Lanes)
        {
            var weight = Softmax.Exp(Vector256.Load(scores + at) - top);
            weight.Store(scores + at);
            total += weight;
        }

        return Vector256.Sum(total);
    }

    /// <summary>Sums the values by their shares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(float* shares, float scale, float* values, nint stride, int count, float* heard, int size)
    {
        var (at, scales) = (0, Vector256.Create(scale));
        for (; at + Block <= size; at += Block)
        {
            // Two sums for each place, of even and of odd keys: one alone would wait for itself.
            Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
            Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
            var value = values + at;
            var key = 0;
            for (; key + 2 <= count; key += 2, value += 2 * stride)
            {
                var (even, odd) = (Vector256.Create(shares[key]), Vector256.Create(shares[key + 1]));
                a0 = Vector256.FusedMultiplyAdd(even, Vector256.Load(value), a0);
                a1 = Vector256.FusedMultiplyAdd(even, Vector256.Load(value + Lanes), a1);
                a2 = Vector256.FusedMultiplyAdd(even, Vector256.Load(value + (2 * Lanes)), a2);
                a3 = Vector256.FusedMultiplyAdd(even, Vector256.Load(value + (3 * Lanes)), a3);
                b0 = Vector256.FusedMultiplyAdd(odd, Vector256.Load(value + stride), b0);
                b1 = Vector256.FusedMultiplyAdd(odd, Vector256.Load(value + stride + Lanes), b1);
                b2 = Vector256.FusedMultiplyAdd(odd, Vector256.Load(value + stride + (2 * Lanes)), b2);
                b3 = Vector256.FusedMultiplyAdd(odd, Vector256.Load(value + stride + (3 * Lanes)), b3);
            }

            if (key < count)
            {
                var even = Vector256.Create(shares[key]);
                a0 = Vector256.FusedMultiplyAdd(even, Vector256.Load(value), a0);
                a1 = Vector256.FusedMultiplyAdd(even, Vector256.Load(value + Lanes), a1);
                a2 = Vector256.FusedMultiplyAdd(even, Vector256.Load(value + (2 * Lanes)), a2);
                a3 = Vector256.FusedMultiplyAdd(even, Vector256.Load(value + (3 * Lanes)), a3);
            }

            ((a0 + b0) * scales).Store(heard + at);
            ((a1 + b1) * scales).Store(heard + at + Lanes);
            ((a2 + b2) * scales).Store(heard + at + (2 * Lanes));
            ((a3 + b3) * scales).Store(heard + at + (3 * Lanes));
        }

        for (; at < size; at++)
        {
            var sum = 0f;
            for (var key = 0; key < count; key++)
            {
                sum = MathF.FusedMultiplyAdd(shares[key], values[(key * stride) + at], sum);
            }

            heard[at] = sum * scale;
        }
    }
}
