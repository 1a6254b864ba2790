using Agentic.Agents;

namespace Agentic.Training.Evaluation;

/// <summary>
/// A reward model of whole trajectories for best-of-n: logistic regression from how sure the policy was of what it did, learnt from episodes
/// whose outcome is known. It sees no test and no solution.
/// </summary>
/// <remarks>
/// Agent-RLVR (arXiv 2506.11425) trains a language model for this. Six numbers are what fits a few hundred episodes: mean, least and summed
/// log-probability of the answers' tokens, their mean entropy, the turns taken, and the share of answers that were allowed.
/// </remarks>
public sealed class TrajectoryScorer
{
    private const int Steps = 25;
    private const double Ridge = 1;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _weights;

    private TrajectoryScorer(double[] means, double[] scales, double[] weights) => (_means, _scales, _weights) = (means, scales, weights);

    /// <summary>Learns from episodes that were judged; broken ones are left out.</summary>
    /// <param name="episodes">Passed and failed ones.</param>
    /// <returns>The scorer; null where all passed or all failed, as nothing tells the two apart then.</returns>
    public static TrajectoryScorer? Learn(IEnumerable<EpisodeRecord> episodes)
    {
        var judged = episodes.Where(episode => episode.End is not EpisodeEnd.Faulted).ToList();
        return judged.Count == 0 || judged.All(episode => episode.IsSolved) || judged.All(episode => !episode.IsSolved) ? null
            : Learn([.. judged.Select(Look)], [.. judged.Select(episode => episode.IsSolved)]);
    }

    /// <summary>The chance that an episode passes, 0 to 1.</summary>
    public double Score(EpisodeRecord episode) => Chance(Scaled(Look(episode), _means, _scales), _weights);

    /// <summary>Learns from features, by Newton's method with a ridge on all weights but the constant.</summary>
    /// <param name="seen">[episode][feature].</param>
    /// <param name="passed">Whether each passed.</param>
    internal static TrajectoryScorer Learn(double[][] seen, bool[] passed)
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

        return new TrajectoryScorer(means, scales, weights);
    }

    internal double Score(double[] seen) => Chance(Scaled(seen, _means, _scales), _weights);

    private static double[] Look(EpisodeRecord episode)
    {
        var sampled = episode.Transcripts[0].Segments.Where(segment => segment.Origin == SegmentOrigin.Sampled).Select(segment => segment.Sampling).OfType<Sampling>().ToList();
        double[] logProbs = [.. sampled.SelectMany(tokens => tokens.LogProbs).Select(value => (double)value).DefaultIfEmpty(0)];
        double[] entropies = [.. sampled.SelectMany(tokens => tokens.Entropies).Select(value => float.IsNaN(value) ? 0 : (double)value).DefaultIfEmpty(0)];
        var turns = episode.Turns.Length;
        return [logProbs.Average(), logProbs.Min(), logProbs.Sum(), entropies.Average(), turns, turns == 0 ? 0 : episode.Turns.Count(turn => turn.Legal) / (double)turns];
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
