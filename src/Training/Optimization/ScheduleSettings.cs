namespace Agentic.Training.Optimization;

/// <summary>Everything that a schedule may ask for; each reads what it needs.</summary>
public sealed record ScheduleSettings
{
    /// <summary>Optimiser steps of warm-up.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>Optimiser steps of the whole run.</summary>
    public int TotalSteps { get; init; }

    /// <summary>Waves of a cosine; null for the schedule's own default.</summary>
    public double? Cycles { get; init; }

    /// <summary>Lowest share of the base rate.</summary>
    public double MinimumRatio { get; init; }

    /// <summary>Exponent of a polynomial.</summary>
    public double Power { get; init; } = 1;

    /// <summary>Steps after which an inverse square root has fallen to 1/√2; null for the warm-up.</summary>
    public int? Timescale { get; init; }

    /// <summary>Steps of the last descent of warmup_stable_decay.</summary>
    public int DecaySteps { get; init; }

    /// <summary>Shape of the way up: linear, cosine or 1-sqrt.</summary>
    public string WarmupShape { get; init; } = "linear";

    /// <summary>Shape of the way down: linear, cosine or 1-sqrt.</summary>
    public string DecayShape { get; init; } = "cosine";

    /// <summary>Ways up by name.</summary>
    public static IReadOnlyDictionary<string, Ramp> RisingShapes { get; } = new SortedDictionary<string, Ramp>(StringComparer.Ordinal)
    {
        ["linear"] = Optimization.Schedules.StraightRamp,
        ["cosine"] = Optimization.Schedules.CosineRamp,
        ["1-sqrt"] = Optimization.Schedules.LateRootRamp,
    };

    /// <summary>Ways down by name.</summary>
    public static IReadOnlyDictionary<string, Ramp> FallingShapes { get; } = new SortedDictionary<string, Ramp>(StringComparer.Ordinal)
    {
        ["linear"] = Optimization.Schedules.StraightRamp,
        ["cosine"] = Optimization.Schedules.CosineRamp,
        ["1-sqrt"] = Optimization.Schedules.RootRamp,
    };

    /// <summary>The schedules by the names that scenarios use.</summary>
    public static IReadOnlyDictionary<string, Func<ScheduleSettings, Schedule>> Schedules { get; } = new SortedDictionary<string, Func<ScheduleSettings, Schedule>>(StringComparer.Ordinal)
    {
        ["constant"] = _ => Optimization.Schedules.Constant(),
        ["constant_with_warmup"] = s => Optimization.Schedules.ConstantWithWarmup(s.WarmupSteps),
        ["linear"] = s => Optimization.Schedules.Linear(s.WarmupSteps, s.TotalSteps),
        ["cosine"] = s => Optimization.Schedules.Cosine(s.WarmupSteps, s.TotalSteps, s.Cycles ?? 0.5),
        ["cosine_with_min_lr"] = s => Optimization.Schedules.Cosine(s.WarmupSteps, s.TotalSteps, s.Cycles ?? 0.5, s.MinimumRatio),
        ["cosine_with_restarts"] = s => Optimization.Schedules.CosineWithRestarts(s.WarmupSteps, s.TotalSteps, (int)(s.Cycles ?? 1)),
        ["polynomial"] = s => Optimization.Schedules.Polynomial(s.WarmupSteps, s.TotalSteps, s.Power, s.MinimumRatio),
        ["inverse_sqrt"] = s => Optimization.Schedules.InverseSquareRoot(s.WarmupSteps, s.Timescale),
        ["warmup_stable_decay"] = s => Optimization.Schedules.WarmupStableDecay(
            s.WarmupSteps, s.TotalSteps, s.DecaySteps, s.MinimumRatio, RisingShapes[s.WarmupShape], FallingShapes[s.DecayShape]),
    };
}
