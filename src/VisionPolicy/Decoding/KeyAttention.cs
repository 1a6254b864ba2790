using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Agentic.VisionPolicy;

/// <summary>Attention of one new token over the keys and values of its slot, where they lie. A head's bits depend on its own queries, keys and values alone.</summary>
internal static unsafe class KeyAttention
{
    private const int Lanes = 8;
    private const int Block = 4 * Lanes;

    /// <summary>Lets the query heads that share a key head look at all its keys.</summary>
    /// <param name="queries">[heads, size], scaled and turned.</param>
    /// <param name="heads">How many.</param>
    /// <param name="size">Width of a head.</param>
    /// <param name="keys">[count, size].</param>
    /// <param name="values">[count, size].</param>
    /// <param name="count">How many keys, 1 or more.</param>
    /// <param name="heard">Receives [heads, size].</param>
    public static void Attend(float* queries, int heads, int size, float* keys, float* values, int count, float* heard)
    {
        var room = (count + Lanes - 1) / Lanes * Lanes;
        var buffer = ArrayPool<float>.Shared.Rent(heads * room);
        fixed (float* shares = buffer)
        {
            RowProducts.Multiply(queries, size, heads, size, keys, size, count, shares, room);
            var head = 0;
            for (; head + 2 <= heads; head += 2)
            {
                var first = shares + (head * room);
                var second = first + room;
                Gather(first, second, 1 / Weigh(first, count, room), 1 / Weigh(second, count, room), values, count, heard + (head * size), size);
            }

            if (head < heads)
            {
                Gather(shares + (head * room), 1 / Weigh(shares + (head * room), count, room), values, count, heard + (head * size), 0, size);
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
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

    /// <summary>Sums the values by the shares of two heads, which hear [2, size]: each value is read once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(float* first, float* second, float firstScale, float secondScale, float* values, int count, float* heard, int size)
    {
        var at = 0;
        for (; at + Block <= size; at += Block)
        {
            Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
            Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
            var value = values + at;
            for (var key = 0; key < count; key++, value += size)
            {
                var (a, b) = (Vector256.Create(first[key]), Vector256.Create(second[key]));
                var v = Vector256.Load(value);
                a0 = Vector256.FusedMultiplyAdd(a, v, a0);
                b0 = Vector256.FusedMultiplyAdd(b, v, b0);
                v = Vector256.Load(value + Lanes);
                a1 = Vector256.FusedMultiplyAdd(a, v, a1);
                b1 = Vector256.FusedMultiplyAdd(b, v, b1);
                v = Vector256.Load(value + (2 * Lanes));
                a2 = Vector256.FusedMultiplyAdd(a, v, a2);
                b2 = Vector256.FusedMultiplyAdd(b, v, b2);
                v = Vector256.Load(value + (3 * Lanes));
                a3 = Vector256.FusedMultiplyAdd(a, v, a3);
                b3 = Vector256.FusedMultiplyAdd(b, v, b3);
            }

            Store(a0, a1, a2, a3, firstScale, heard + at);
            Store(b0, b1, b2, b3, secondScale, heard + size + at);
        }

        Gather(first, firstScale, values, count, heard, at, size);
        Gather(second, secondScale, values, count, heard + size, at, size);
    }

    /// <summary>Sums the values from place <paramref name="at"/> on by the shares of one head.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(float* shares, float scale, float* values, int count, float* heard, int at, int size)
    {
        for (; at + Block <= size; at += Block)
        {
            Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
            var value = values + at;
            for (var key = 0; key < count; key++, value += size)
            {
                var a = Vector256.Create(shares[key]);
                a0 = Vector256.FusedMultiplyAdd(a, Vector256.Load(value), a0);
                a1 = Vector256.FusedMultiplyAdd(a, Vector256.Load(value + Lanes), a1);
                a2 = Vector256.FusedMultiplyAdd(a, Vector256.Load(value + (2 * Lanes)), a2);
                a3 = Vector256.FusedMultiplyAdd(a, Vector256.Load(value + (3 * Lanes)), a3);
            }

            Store(a0, a1, a2, a3, scale, heard + at);
        }

        for (; at + Lanes <= size; at += Lanes)
        {
            var a0 = Vector256<float>.Zero;
            for (var key = 0; key < count; key++)
            {
                a0 = Vector256.FusedMultiplyAdd(Vector256.Create(shares[key]), Vector256.Load(values + ((nint)key * size) + at), a0);
            }

            (a0 * Vector256.Create(scale)).Store(heard + at);
        }

        for (; at < size; at++)
        {
            var sum = 0f;
            for (var key = 0; key < count; key++)
            {
                sum = MathF.FusedMultiplyAdd(shares[key], values[((nint)key * size) + at], sum);
            }

            heard[at] = sum * scale;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> v0, Vector256<float> v1, Vector256<float> v2, Vector256<float> v3, float scale, float* target)
    {
        var scales = Vector256.Create(scale);
        (v0 * scales).Store(target);
        (v1 * scales).Store(target + Lanes);
        (v2 * scales).Store(target + (2 * Lanes));
        (v3 * scales).Store(target + (3 * Lanes));
    }
}
