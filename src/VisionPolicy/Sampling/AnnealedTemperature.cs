namespace Agentic.VisionPolicy;

/// <summary>
/// Exploratory annealed decoding (arXiv 2510.05251): early tokens are drawn hot, late ones cold, and the fall gets slower as training
/// goes on. τ(t) = max(1 + τ_max − exp(t / (20 d)), τ_min) with d = min(d₀ + growth · updates, 40,000); the first ten tokens are drawn at 1.
/// </summary>
/// <param name="Max">τ_max: where it starts.</param>
/// <param name="Min">τ_min: it never falls below this.</param>
/// <param name="Decay">d₀, in units of 20 tokens.</param>
/// <param name="Growth">By how much d grows with each update of the weights.</param>
public sealed record AnnealedTemperature(double Max = 1.2, double Min = 0.1, double Decay = 25, double Growth = 5)
{
    private const int FirstToken = 10;
    private const double LargestDecay = 40_000;

    /// <summary>The temperature of token <paramref name="token"/> of an answer, counted from 0, after so many updates.</summary>
    public double At(int token, int updates) => token < FirstToken
        ? 1
        : Math.Max(1 + Max - Math.Exp(token / (20 * Math.Min(Decay + (Growth * updates), LargestDecay))), Min);
}
