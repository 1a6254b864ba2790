namespace Agentic.Training.Optimization;

/// <summary>Share of the base learning rate at a step. The first step is 0.</summary>
public delegate double Schedule(long step);

/// <summary>A curve from 0 at share 0 to 1 at share 1.</summary>
public delegate double Ramp(double share);

/// <summary>
/// Learning-rate schedules, with the shapes that transformers names. All but the constant one first climb from 0, reached at
/// step 0, to 1 at step <c>warmup</c>.
/// </summary>
/// <remarks>Past its last step a schedule keeps its end value. Peers let a cosine rise again there, which helps nobody.</remarks>
public static class Schedules
{
    /// <summary>A straight ramp.</summary>
    public static double StraightRamp(double share) => share;

    /// <summary>Half a cosine wave: slow, fast, slow.</summary>
    public static double CosineRamp(double share) => 0.5 * (1 - Math.Cos(Math.PI * share));

    /// <summary>A square root: fast at first.</summary>
    public static double RootRamp(double share) => Math.Sqrt(share);

    /// <summary>The same root turned round: slow at first.</summary>
    public static double LateRootRamp(double share) => 1 - Math.Sqrt(1 - share);

    /// <summary>Always 1.</summary>
    public static Schedule Constant() => _ => 1;

    /// <summary>1 after the warm-up.</summary>
    public static Schedule ConstantWithWarmup(int warmup) => After(warmup, _ => 1);

    /// <summary>Straight down to 0 at step <paramref name="total"/>.</summary>
    public static Schedule Linear(int warmup, int total) => After(warmup, step => 1 - Progress(step, warmup, total));

    /// <summary>Down to <paramref name="minimum"/> along a cosine; <paramref name="cycles"/> waves, half of one by default.</summary>
    public static Schedule Cosine(int warmup, int total, double cycles = 0.5, double minimum = 0) =>
        After(warmup, step => Between(minimum, Wave(cycles * Progress(step, warmup, total))));

    /// <summary>Down along half a wave <paramref name="cycles"/> times, jumping back up in between; 0 at the end.</summary>
    public static Schedule CosineWithRestarts(int warmup, int total, int cycles = 1) => After(warmup, step =>
    {
        var progress = Progress(step, warmup, total);
        return progress >= 1 ? 0 : Wave(cycles * progress % 1 / 2);
    });

    /// <summary>Down to <paramref name="end"/> as a power of what is left.</summary>
    public static Schedule Polynomial(int warmup, int total, double power = 1, double end = 0) =>
        After(warmup, step => Between(end, Math.Pow(1 - Progress(step, warmup, total), power)));

    /// <summary>1/√ of the steps; the timescale is the warm-up, or 10,000 steps without one.</summary>
    public static Schedule InverseSquareRoot(int warmup, int? timescale = null)
    {
        double scale = timescale ?? (warmup > 0 ? warmup : 10_000);
        return After(warmup, step => 1 / Math.Sqrt((step - warmup + scale) / scale));
    }

    /// <summary>Up, level, and down over the last <paramref name="decay"/> steps; never below <paramref name="minimum"/>, not even at the start.</summary>
    public static Schedule WarmupStableDecay(int warmup, int total, int decay, double minimum = 0, Ramp? up = null, Ramp? down = null)
    {
        RequireSteps(warmup, total);
        if (decay < 0 || warmup + decay > total)
        {
            throw new ArgumentOutOfRangeException(nameof(decay), decay, $"{warmup} steps up and {decay} down do not fit into {total}.");
        }

        var (rise, fall) = (up ?? StraightRamp, down ?? CosineRamp);
        return step => Between(minimum, step < warmup
            ? rise(step / (double)warmup)
            : 1 - fall(Progress(step, total - decay, total)));
    }

    private static Schedule After(int warmup, Schedule then)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(warmup);
        return step => step < warmup ? step / (double)warmup : then(step);
    }

    private static double Progress(long step, int start, int end)
    {
        RequireSteps(start, end);
        return Math.Clamp((step - start) / (double)Math.Max(1, end - start), 0, 1);
    }

    private static double Wave(double turns) => 0.5 * (1 + Math.Cos(2 * Math.PI * turns));

    private static double Between(double low, double share) => low + ((1 - low) * share);

    private static void RequireSteps(int warmup, int total)
    {
        if (warmup < 0 || total < warmup)
        {
            throw new ArgumentOutOfRangeException(nameof(total), total, $"A schedule of {total} steps cannot hold a warm-up of {warmup}.");
        }
    }
}
