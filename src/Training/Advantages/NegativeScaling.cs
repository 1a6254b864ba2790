namespace Agentic.Training.Advantages;

/// <summary>
/// Success-adaptive negative scaling (GUI-Libra): where a group rarely matches the one action that can be verified, an apparent failure may
/// be another right action, and is pushed down less. A step after any group estimator. Axis: B responses.
/// </summary>
public static class NegativeScaling
{
    /// <summary>λ of the paper.</summary>
    public const double DefaultLambda = 0.5;

    /// <summary>κ of the paper.</summary>
    public const double DefaultKappa = 1.5;

    /// <summary>clamp(λ + κ · mean, 0, 1): what negative advantages of a group are multiplied by.</summary>
    /// <param name="meanReturn">The group's mean return.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="kappa">κ.</param>
    public static double Factor(double meanReturn, double lambda = DefaultLambda, double kappa = DefaultKappa) =>
        Math.Clamp(lambda + (kappa * meanReturn), 0, 1);

    /// <summary>A · factor where A &lt; 0, A elsewhere; the advantages no longer sum to 0.</summary>
    /// <param name="advantages_B">From a group estimator.</param>
    /// <param name="returns_B">One return per response.</param>
    /// <param name="groups_B">One group number per response.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="kappa">κ.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double[] Apply(
        ReadOnlySpan<double> advantages_B, ReadOnlySpan<double> returns_B, ReadOnlySpan<int> groups_B, double lambda = DefaultLambda, double kappa = DefaultKappa)
    {
        if (returns_B.Length != advantages_B.Length)
        {
            throw new ArgumentException($"returns_B must have one entry for each of {advantages_B.Length} rows but has {returns_B.Length}.", nameof(returns_B));
        }

        var scaled_B = advantages_B.ToArray();
        foreach (var rows in GroupIndex.Of(groups_B, returns_B.Length).Members)
        {
            var sum = 0.0;
            foreach (var row in rows)
            {
                sum += returns_B[row];
            }

            var factor = Factor(sum / rows.Length, lambda, kappa);
            Array.ForEach(rows, row => scaled_B[row] *= scaled_B[row] < 0 ? factor : 1);
        }

        return scaled_B;
    }
}
