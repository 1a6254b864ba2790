namespace Agentic.Training.Metrics;

/// <summary>Tails of the normal and of Student's distribution, to about 1e-14.</summary>
public static class Distributions
{
    private const int MostTerms = 500;
    private const double Tiny = 1e-300;

    /// <summary>P(Z &gt; z) for the standard normal.</summary>
    public static double NormalTail(double z)
    {
        if (z < 0)
        {
            return 1 - NormalTail(-z);
        }

        var density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        if (z < 3)
        {
            // ½ − φ(z) · (z + z³/3 + z⁵/15 + …)
            var (term, sum) = (z, z);
            for (var k = 3; term > sum * 1e-17; k += 2)
            {
                term *= z * z / k;
                sum += term;
            }

            return 0.5 - (density * sum);
        }

        // φ(z) / (z + 1/(z + 2/(z + 3/(z + …))))
        var fraction = z;
        for (var k = 100; k >= 1; k--)
        {
            fraction = z + (k / fraction);
        }

        return density / fraction;
    }

    /// <summary>The z with P(Z ≤ z) = <paramref name="probability"/>, which lies strictly between 0 and 1.</summary>
    public static double NormalQuantile(double probability)
    {
        if (probability is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A quantile needs a probability strictly between 0 and 1.");
        }

        if (probability < 0.5)
        {
            return -NormalQuantile(1 - probability);
        }

        // Halley's steps on the upper tail from a logarithmic first guess; far from the edges three or four are enough.
        var tail = 1 - probability;
        var z = Math.Sqrt(Math.Max(0, -2 * Math.Log(2 * tail))) * 0.9;
        for (var step = 0; step < 60; step++)
        {
            var newton = (NormalTail(z) - tail) / (Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI));
            var move = newton / (1 - (z * newton / 2));
            z += move;
            if (Math.Abs(move) < 1e-15 * (1 + z))
            {
                break;
            }
        }

        return z;
    }

    /// <summary>P(|T| &gt; |t|) for Student's distribution.</summary>
    public static double StudentTwoTails(double t, double degrees) =>
        double.IsInfinity(t) ? 0 : IncompleteBeta(degrees / (degrees + (t * t)), degrees / 2, 0.5);

    /// <summary>The t with P(T ≤ t) = <paramref name="probability"/> for Student's distribution.</summary>
    /// <param name="probability">At least one half and below 1.</param>
    /// <param name="degrees">Of freedom, above 0.</param>
    public static double StudentQuantile(double probability, double degrees)
    {
        if (probability is not (>= 0.5 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "An upper quantile needs a probability from one half to below 1.");
        }

        var (low, high, tails) = (0.0, 1.0, 2 * (1 - probability));
        while (StudentTwoTails(high, degrees) > tails)
        {
            high *= 2;
        }

        // Halving ends where two neighbours are left.
        for (var middle = high / 2; middle > low && middle < high; middle = low + ((high - low) / 2))
        {
            (low, high) = StudentTwoTails(middle, degrees) > tails ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz).</summary>
    public static double IncompleteBeta(double x, double a, double b)
    {
        if (x is <= 0 or >= 1 || double.IsNaN(x))
        {
            return x;
        }

        if (x > (a + 1) / (a + b + 2))
        {
            return 1 - IncompleteBeta(1 - x, b, a);
        }

        var (c, d) = (1.0, 1 / Away(1 - ((a + b) * x / (a + 1))));
        var fraction = d;
        for (var m = 1; m < MostTerms; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / Away(1 + (even * d));
            c = Away(1 + (even / c));
            fraction *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / Away(1 + (odd * d));
            c = Away(1 + (odd / c));
            fraction *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-16)
            {
                break;
            }
        }

        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) + LogGamma(a + b) - LogGamma(a) - LogGamma(b));
        return front * fraction / a;
    }

    /// <summary>ln Γ(x) for x &gt; 0: Stirling's series after lifting x above 15.</summary>
    public static double LogGamma(double x)
    {
        var lift = 0.0;
        for (; x < 15; x++)
        {
            lift += Math.Log(x);
        }

        var y = 1 / (x * x);
        var series = ((1 / 12.0) - (y * ((1 / 360.0) - (y * ((1 / 1260.0) - (y * ((1 / 1680.0) - (y * (1 / 1188.0))))))))) / x;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - lift;
    }

    private static double Away(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
