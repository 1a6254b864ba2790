using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Agentic.VisionPolicy;

/// <summary>Weights exp((score − top) · scale) of one row, their sum and their entropy. The same bits on every machine: eight lanes, plain products and sums.</summary>
internal static class Softmax
{
    private const float Lowest = -87; // below, the weight is 0: 2⁻¹²⁶ is the smallest normal number
    private const float Log2 = 1.44269504f;
    private const float Ln2High = 0.693359375f; // 355/512: products with whole numbers up to 2¹⁵ are exact
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>What is known of a row.</summary>
    /// <param name="Top">The largest score.</param>
    /// <param name="Total">Sum of the weights; not finite when a score is NaN or +∞, or none is above −∞.</param>
    /// <param name="Weighted">Sum of weight · scaled distance from the top.</param>
    public readonly record struct Sums(float Top, double Total, double Weighted)
    {
        /// <summary>Entropy in nats.</summary>
        public double Entropy => Math.Log(Total) - (Weighted / Total);
    }

    /// <summary>The largest score; −∞ of an empty row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Largest(ReadOnlySpan<float> scores)
    {
        // What is made of NaN is left open: the weights say that one is there.
        var (most, second) = (Vector256.Create(float.NegativeInfinity), Vector256.Create(float.NegativeInfinity));
        var at = 0;
        for (; at + 16 <= scores.Length; at += 16)
        {
            most = Vector256.MaxNative(most, Vector256.Create(scores.Slice(at, 8)));
            second = Vector256.MaxNative(second, Vector256.Create(scores.Slice(at + 8, 8)));
        }

        most = Vector256.MaxNative(most, second);
        var half = Vector128.MaxNative(most.GetLower(), most.GetUpper());
        var top = MathF.Max(MathF.Max(half[0], half[1]), MathF.Max(half[2], half[3]));
        for (; at < scores.Length; at++)
        {
            top = MathF.Max(top, scores[at]);
        }

        return top;
    }

    /// <summary>Computes the weights.</summary>
    /// <param name="scores">The row.</param>
    /// <param name="scale">1 / temperature.</param>
    /// <param name="weights">As long as the row; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Sums Weigh(ReadOnlySpan<float> scores, float scale, Span<float> weights)
    {
        var top = Largest(scores);
        var (tops, scales) = (Vector256.Create(top), Vector256.Create(scale));
        var (total, totalHigh) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var (weighted, weightedHigh) = (Vector256<double>.Zero, Vector256<double>.Zero);
        Span<float> tail = stackalloc float[8];
        for (var at = 0; at < scores.Length; at += 8)
        {
            var isWhole = at + 8 <= scores.Length;
            if (!isWhole)
            {
                tail.Fill(float.NegativeInfinity);
                scores[at..].CopyTo(tail);
            }

            var shifted = (Vector256.Create(isWhole ? scores[at..] : tail) - tops) * scales;
            var weight = Exp(shifted);
            if (isWhole)
            {
                weight.CopyTo(weights[at..]);
            }
            else
            {
                weight.CopyTo(tail);
                tail[..(scores.Length - at)].CopyTo(weights[at..]);
            }

            // 0 · −∞ is no number, but says nothing here.
            var product = Vector256.ConditionalSelect(Vector256.Equals(weight, Vector256<float>.Zero), Vector256<float>.Zero, weight * shifted);
            total += Vector256.WidenLower(weight);
            totalHigh += Vector256.WidenUpper(weight);
            weighted += Vector256.WidenLower(product);
            weightedHigh += Vector256.WidenUpper(product);
        }

        return new Sums(top, Sum(total + totalHigh), Sum(weighted + weightedHigh));
    }

    /// <summary>The weight of one distance from the top; the same bits as in a row.</summary>
    public static float Exp(float value) => Exp(Vector256.Create(value))[0];

    /// <summary>Sums a block in the fixed order of lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(ReadOnlySpan<float> weights)
    {
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var at = 0;
        for (; at + 8 <= weights.Length; at += 8)
        {
            var weight = Vector256.Create(weights[at..]);
            low += Vector256.WidenLower(weight);
            high += Vector256.WidenUpper(weight);
        }

        var sum = Sum(low + high);
        for (; at < weights.Length; at++)
        {
            sum += weights[at];
        }

        return sum;
    }

    private static double Sum(Vector256<double> lanes) => lanes[0] + lanes[1] + (lanes[2] + lanes[3]);

    // exp(x) = 2ⁿ exp(r) with |r| ≤ ln 2 / 2; the Taylor series up to r⁷ is off by 5e-9 at most. For x ≤ 0 or NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Exp(Vector256<float> x)
    {
        var n = Vector256.Round(Vector256.Max(x, Vector256.Create(Lowest)) * Vector256.Create(Log2));
        var r = Vector256.Max(x, Vector256.Create(Lowest)) - (n * Vector256.Create(Ln2High)) - (n * Vector256.Create(Ln2Low));
        var y = Vector256.Create(1f / 5040);
        y = (y * r) + Vector256.Create(1f / 720);
        y = (y * r) + Vector256.Create(1f / 120);
        y = (y * r) + Vector256.Create(1f / 24);
        y = (y * r) + Vector256.Create(1f / 6);
        y = (y * r) + Vector256.Create(0.5f);
        y = (y * r) + Vector256<float>.One;
        y = (y * r) + Vector256<float>.One;
        var power = Vector256.ShiftLeft(Vector256.ConvertToInt32(n) + Vector256.Create(127), 23).AsSingle();
        var isNothing = Vector256.LessThan(x, Vector256.Create(Lowest));
        var isNumber = Vector256.Equals(x, x);
        return Vector256.ConditionalSelect(isNumber, Vector256.ConditionalSelect(isNothing, Vector256<float>.Zero, y * power), x);
    }
}
