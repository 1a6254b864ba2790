namespace Agentic.Training.Metrics;

/// <summary>Logistic regression on a handful of numbers: what chances of success follow from what was seen.</summary>
public sealed class LogisticModel
{
    private const int Steps = 25;
    private const double Ridge = 1;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _weights;

    private LogisticModel(double[] means, double[] scales, double[] weights) => (_means, _scales, _weights) = (means, scales, weights);

    /// <summary>The chance of success, 0 to 1.</summary>
    /// <param name="seen">As many numbers as it learnt from.</param>
    public double Chance(double[] seen) => Chance(Scaled(seen, _means, _scales), _weights);

    /// <summary>Learns by Newton's method, with a ridge of 1 on all weights but the constant, of numbers scaled to mean 0 and deviation 1.</summary>
    /// <param name="seen">[case][number]; at least one case.</param>
    /// <param name="passed">Whether each was a success.</param>
    public static LogisticModel Learn(double[][] seen, bool[] passed)
    {
        var width = seen[0].Length;
        double[] means = [.. Enumerable.Range(0, width).Select(at => seen.Average(row => row[at]))];
        double[] scales = [.. Enumerable.Range(0, width).Select(at => Math.Sqrt(seen.Average(row => Math.Pow(row[at] - means[at], 2))) is var scale && scale > 1e-9 ? scale : 1)];
        var (rows, weights) = (seen.Select(row => Scaled(row, means, scales)).ToArray(), new double[width + 1]);
        for (var step = 0; step < Steps; step++)
        {
            var (slope, curve) = (new double[width + 1], new double[width + 1, width + 1]);
            for (var i = 0; i < rows.Length; i++)
            {
                var chance = Chance(rows[i], weights);
                for (var a = 0; a <= width; a++)
                {
                    slope[a] += (chance - (passed[i] ? 1 : 0)) * rows[i][a];
                    for (var b = 0; b <= width; b++)
                    {
                        curve[a, b] += chance * (1 - chance) * rows[i][a] * rows[i][b];
                    }
                }
            }

            for (var a = 0; a <= width; a++)
            {
                slope[a] += a == 0 ? 0 : Ridge * weights[a];
                curve[a, a] += a == 0 ? 1e-9 : Ridge;
            }

            var move = Solve(curve, slope);
            for (var a = 0; a <= width; a++)
            {
                weights[a] -= move[a];
            }
        }

        return new LogisticModel(means, scales, weights);
    }

    // A constant in front.
    private static double[] Scaled(double[] row, double[] means, double[] scales) => [1, .. row.Select((value, at) => (value - means[at]) / scales[at])];

    private static double Chance(double[] row, double[] weights) => 1 / (1 + Math.Exp(-Math.Clamp(row.Zip(weights, (value, weight) => value * weight).Sum(), -40, 40)));

    // Elimination with the largest pivot; the ridge keeps the matrix regular.
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var column = 0; column < size; column++)
        {
            var pivot = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(matrix[row, column]));
            (right[column], right[pivot]) = (right[pivot], right[column]);
            for (var at = 0; at < size; at++)
            {
                (matrix[column, at], matrix[pivot, at]) = (matrix[pivot, at], matrix[column, at]);
            }

            for (var row = column + 1; row < size; row++)
            {
                var factor = matrix[row, column] / matrix[column, column];
                right[row] -= factor * right[column];
                for (var at = column; at < size; at++)
                {
                    matrix[row, at] -= factor * matrix[column, at];
                }
            }
        }

        for (var row = size - 1; row >= 0; row--)
        {
            right[row] = (right[row] - Enumerable.Range(row + 1, size - row - 1).Sum(at => matrix[row, at] * right[at])) / matrix[row, row];
        }

        return right;
    }
}
