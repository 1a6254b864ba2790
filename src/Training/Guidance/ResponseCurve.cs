namespace Agentic.Training.Guidance;

/// <summary>
/// Success by the share of a solution that is shown: f(p) = b + (1 − b) / (1 + exp(−k (p + μ))), the three-parameter item-response model as SEELE
/// fits it (arXiv 2509.06923).
/// </summary>
/// <param name="K">k, how steeply success rises; above 0.</param>
/// <param name="Mu">μ: with b = 0 half of the episodes succeed at p = −μ.</param>
/// <param name="B">b, success by chance, 0 up to but without 1.</param>
public readonly record struct ResponseCurve(double K, double Mu, double B)
{
    // What is believed before anything was seen, and how little it weighs against what was: with fewer points than parameters many curves pass through all.
    private static readonly ResponseCurve Before = new(10, -0.5, 0);
    private const double Belief = 1e-4;
    private const int Steps = 24;
    private const int Rounds = 6;

    /// <summary>Success at a share.</summary>
    public double At(double share) => B + ((1 - B) * Rise(K, Mu, share));

    /// <summary>The share at which success is the target, held to 0..1; 0 where chance alone reaches it.</summary>
    public double ShareFor(double target) =>
        target <= B ? 0 : Math.Clamp(-Mu - (Math.Log(((1 - B) / (target - B)) - 1) / K), 0, 1);

    /// <summary>The curve with the least squared error; points at one share count as their mean.</summary>
    /// <param name="points">Shares and the success that was seen there; one or more.</param>
    /// <remarks>For given k and μ the best b is known; over these two a grid is searched, again and again more finely around its best point.</remarks>
    public static ResponseCurve Fit(IEnumerable<(double Share, double Success)> points)
    {
        var means = points.GroupBy(point => point.Share).Select(same => (Share: same.Key, Success: same.Average(point => point.Success))).ToArray();
        var (best, error) = (Before, double.PositiveInfinity);
        var (lowK, highK, lowMu, highMu) = (0.5, 40.0, -1.5, 0.5);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i <= Steps; i++)
            {
                for (var j = 0; j <= Steps; j++)
                {
                    var (k, mu) = (lowK + ((highK - lowK) * i / Steps), lowMu + ((highMu - lowMu) * j / Steps));
                    var curve = new ResponseCurve(k, mu, Chance(means, k, mu));
                    var now = curve.Error(means);
                    (best, error) = now < error ? (curve, now) : (best, error);
                }
            }

            var (wideK, wideMu) = ((highK - lowK) / 4, (highMu - lowMu) / 4);
            (lowK, highK, lowMu, highMu) = (Math.Max(0.5, best.K - wideK), Math.Min(40, best.K + wideK), Math.Max(-1.5, best.Mu - wideMu), Math.Min(0.5, best.Mu + wideMu));
        }

        return best;
    }

    // b + (1 − b) s = s + b (1 − s): linear in b.
    private static double Chance((double Share, double Success)[] points, double k, double mu)
    {
        var (above, below) = (0.0, Belief);
        foreach (var (share, success) in points)
        {
            var rest = 1 - Rise(k, mu, share);
            above += rest * (success - (1 - rest));
            below += rest * rest;
        }

        return Math.Clamp(above / below, 0, 0.99);
    }

    private static double Rise(double k, double mu, double share) => 1 / (1 + Math.Exp(-k * (share + mu)));

    private double Error((double Share, double Success)[] points)
    {
        var (off, k) = (Mu - Before.Mu, (K - Before.K) / Before.K);
        var sum = Belief * ((k * k) + (off * off) + (B * B));
        foreach (var (share, success) in points)
        {
            var missed = At(share) - success;
            sum += missed * missed;
        }

        return sum;
    }
}
