namespace Agentic.VisionPolicy;

/// <summary>Which source pixels make each target pixel of one direction, with weights in fixed point.</summary>
/// <remarks>
/// Cubic convolution with a = −1/2, widened when shrinking. Every target has the same number of weights, a multiple of four: the true
/// ones first, then zeros, so that four can be read at a time.
/// </remarks>
internal sealed class BicubicTaps
{
    private const double A = -0.5;
    private const double Support = 2;
    private const int MaxPrecision = 22;
    private const int Together = 4;

    private BicubicTaps(int[] firsts, int[] weights, int stride, int precision) => (Firsts, Weights, Stride, Precision) = (firsts, weights, stride, precision);

    /// <summary>The first source pixel of each target pixel.</summary>
    public int[] Firsts { get; }

    /// <summary>[target, <see cref="Stride"/>] in units of 2^−<see cref="Precision"/>.</summary>
    public int[] Weights { get; }

    /// <summary>Weights of a target pixel, zeros at its end included.</summary>
    public int Stride { get; }

    /// <summary>Fraction bits of the weights.</summary>
    public int Precision { get; }

    /// <summary>Computes the weights.</summary>
    /// <param name="source">Pixels there are.</param>
    /// <param name="target">Pixels wanted.</param>
    /// <param name="arithmetic">How many fraction bits the weights have.</param>
    public static BicubicTaps Of(int source, int target, ResizeArithmetic arithmetic)
    {
        var scale = source / (double)target;
        var support = scale >= 1 ? Support * scale : Support;
        var inverse = scale >= 1 ? 1 / scale : 1;
        var stride = (Math.Min((2 * (int)Math.Ceiling(support)) + 1, source) + Together - 1) / Together * Together;
        var firsts = new int[target];
        var exact = new double[target * stride];
        var largest = 0.0;
        for (var i = 0; i < target; i++)
        {
            var centre = scale * (i + 0.5);
            var first = Math.Max((int)(centre - support + 0.5), 0);
            var count = Math.Min((int)(centre + support + 0.5), source) - first;
            var weights = exact.AsSpan(i * stride, count);
            var total = 0.0;
            for (var j = 0; j < count; j++)
            {
                weights[j] = Kernel((j + first - centre + 0.5) * inverse);
                total += weights[j];
            }

            foreach (ref var weight in weights)
            {
                weight /= total;
                largest = Math.Max(largest, weight);
            }

            firsts[i] = first;
        }

        var precision = arithmetic == ResizeArithmetic.Pillow ? MaxPrecision : Precise(largest);
        return new BicubicTaps(firsts, Array.ConvertAll(exact, weight => Fixed(weight, precision)), stride, precision);
    }

    // PyTorch: the most fraction bits, up to 22, with which the largest weight still fits 15 bits.
    private static int Precise(double largest)
    {
        var precision = 0;
        while (precision < MaxPrecision && (int)(0.5 + (largest * (1 << (precision + 1)))) < 1 << 15)
        {
            precision++;
        }

        return precision;
    }

    private static int Fixed(double weight, int precision) => (int)((weight < 0 ? -0.5 : 0.5) + (weight * (1 << precision)));

    private static double Kernel(double x)
    {
        x = Math.Abs(x);
        return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1
            : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * A : 0;
    }
}
