namespace Agentic.VisionPolicy;

/// <summary>Antialiased bicubic resizing of 8-bit RGB pictures, in the arithmetic that PyTorch uses for bytes.</summary>
/// <remarks>
/// Separable: rows first, rounded to bytes, then columns. Weights are 16-bit fixed-point with as many fraction bits as the largest
/// weight of that direction leaves room for. A direction whose size does not change is left alone.
/// </remarks>
public static class BicubicResize
{
    private const double A = -0.5;
    private const double Support = 2;

    /// <summary>Resizes interleaved RGB bytes.</summary>
    /// <returns>width × height × 3 bytes: the source array itself when nothing changes.</returns>
    public static byte[] Resize(byte[] rgb, int sourceWidth, int sourceHeight, int width, int height)
    {
        if (rgb.Length != sourceWidth * sourceHeight * 3)
        {
            throw new ArgumentException($"A {sourceWidth}×{sourceHeight} RGB picture has {sourceWidth * sourceHeight * 3} bytes, but {rgb.Length} came.", nameof(rgb));
        }

        var wide = width == sourceWidth ? rgb : Horizontal(rgb, sourceWidth, sourceHeight, width);
        return height == sourceHeight ? wide : Vertical(wide, width, sourceHeight, height);
    }

    private static byte[] Horizontal(byte[] rgb, int sourceWidth, int rows, int width)
    {
        var (taps, precision) = Taps(sourceWidth, width);
        var result = new byte[width * rows * 3];
        for (var row = 0; row < rows; row++)
        {
            for (var x = 0; x < width; x++)
            {
                var (first, weights) = taps[x];
                var source = rgb.AsSpan(((row * sourceWidth) + first) * 3, weights.Length * 3);
                int red = 1 << (precision - 1), green = red, blue = red;
                for (var i = 0; i < weights.Length; i++)
                {
                    red += source[i * 3] * weights[i];
                    green += source[(i * 3) + 1] * weights[i];
                    blue += source[(i * 3) + 2] * weights[i];
                }

                var target = result.AsSpan(((row * width) + x) * 3, 3);
                (target[0], target[1], target[2]) = (Clamp(red >> precision), Clamp(green >> precision), Clamp(blue >> precision));
            }
        }

        return result;
    }

    private static byte[] Vertical(byte[] rgb, int width, int sourceHeight, int height)
    {
        var (taps, precision) = Taps(sourceHeight, height);
        var stride = width * 3;
        var result = new byte[stride * height];
        var sums = new int[stride];
        for (var y = 0; y < height; y++)
        {
            var (first, weights) = taps[y];
            Array.Fill(sums, 1 << (precision - 1));
            for (var i = 0; i < weights.Length; i++)
            {
                var source = rgb.AsSpan((first + i) * stride, stride);
                for (var x = 0; x < sums.Length; x++)
                {
                    sums[x] += source[x] * weights[i];
                }
            }

            for (var x = 0; x < sums.Length; x++)
            {
                result[(y * stride) + x] = Clamp(sums[x] >> precision);
            }
        }

        return result;
    }

    private static ((int First, short[] Weights)[] Taps, int Precision) Taps(int source, int target)
    {
        var scale = source / (double)target;
        var support = scale >= 1 ? Support * scale : Support;
        var inverse = scale >= 1 ? 1 / scale : 1;
        var exact = new (int First, double[] Weights)[target];
        for (var i = 0; i < target; i++)
        {
            var centre = scale * (i + 0.5);
            var first = Math.Max((int)(centre - support + 0.5), 0);
            var weights = new double[Math.Min((int)(centre + support + 0.5), source) - first];
            var total = 0.0;
            for (var j = 0; j < weights.Length; j++)
            {
                weights[j] = Kernel((j + first - centre + 0.5) * inverse);
                total += weights[j];
            }

            for (var j = 0; j < weights.Length; j++)
            {
                weights[j] /= total;
            }

            exact[i] = (first, weights);
        }

        var precision = Precision(exact.Max(tap => tap.Weights.Max()));
        var rounded = exact.Select(tap => (tap.First, Array.ConvertAll(tap.Weights, weight => Fixed(weight, precision)))).ToArray();
        return (rounded, precision);
    }

    // The most fraction bits, up to 22, with which the largest weight still fits 15 bits.
    private static int Precision(double largest)
    {
        var precision = 0;
        while (precision < 22 && (int)(0.5 + (largest * (1 << (precision + 1)))) < 1 << 15)
        {
            precision++;
        }

        return precision;
    }

    private static short Fixed(double weight, int precision) => (short)(int)((weight < 0 ? -0.5 : 0.5) + (weight * (1 << precision)));

    private static double Kernel(double x)
    {
        x = Math.Abs(x);
        return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1
            : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * A : 0;
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);
}
