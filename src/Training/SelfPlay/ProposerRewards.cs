namespace Agentic.Training.SelfPlay;

/// <summary>What a proposal is worth, by the names that a scenario has for the ways.</summary>
public static class ProposerRewards
{
    /// <summary>What an accepted proposal is worth; the first is the default.</summary>
    public static IReadOnlyDictionary<string, Func<double, double>> All { get; } = new Dictionary<string, Func<double, double>>(StringComparer.Ordinal)
    {
        ["difficulty"] = Difficulty,
        ["intermediate"] = solved => Intermediate(solved),
        ["format"] = _ => 1,
    };

    /// <summary>1 − p: the harder the better.</summary>
    /// <param name="solved">p, the share of solvers that succeeded, 0 to 1.</param>
    public static double Difficulty(double solved) => 1 - solved;

    /// <summary>4 · (left + p) · (right − p) where some succeeded and some did not, 0 otherwise: highest in the middle.</summary>
    /// <param name="solved">p, the share of solvers that succeeded, 0 to 1.</param>
    /// <param name="left">Moves the lower zero.</param>
    /// <param name="right">The upper zero.</param>
    public static double Intermediate(double solved, double left = 0, double right = 1) => solved is > 0 and < 1 ? 4 * (left + solved) * (right - solved) : 0;
}
