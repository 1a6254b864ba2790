using Agentic.Training.Advantages;
using Agentic.Training.Objectives;
using Agentic.Training.Optimization;
using Agentic.Training.Scenarios;

namespace Agentic.Training;

/// <summary>The parts that a scenario names, put together. A value: it starts nothing.</summary>
/// <param name="Advantage">One number per episode: an estimator, then its shapers.</param>
/// <param name="Objective">What is minimised.</param>
/// <param name="Schedule">Share of the learning rate at an update.</param>
public sealed record Recipe(ObjectiveParts.EpisodeAdvantage Advantage, PolicyObjective Objective, Schedule Schedule)
{
    /// <summary>One number per turn, in place of <see cref="Advantage"/>; null where turns have their episode's.</summary>
    public Func<TurnBatch, double[][]>? TurnAdvantage { get; init; }

    /// <summary>Looks the names up; the scenario reader has checked them.</summary>
    public static Recipe Of(TrainSettings settings)
    {
        var parts = new ObjectiveSettings { ClipLow = settings.ClipLow, ClipHigh = settings.ClipHigh };
        var schedule = settings.Schedule == "constant" && settings.WarmupUpdates > 0 ? "constant_with_warmup" : settings.Schedule;
        return new Recipe(
            batch => Shapers(settings).Aggregate(ObjectiveParts.EpisodeAdvantages[settings.Advantage](batch), (advantages, shape) => shape(advantages, batch)),
            new PolicyObjective
            {
                Ratio = ObjectiveParts.Ratios[settings.Ratio],
                Surrogate = ObjectiveParts.Surrogates[settings.Surrogate](parts),
                Aggregate = ObjectiveParts.Aggregations[settings.Aggregation],
                Rejection = settings.Rejection is { } rejection ? ObjectiveParts.Rejections[rejection.Kind](rejection.Low, rejection.High) : null,
                Kl = settings.Kl is { InReward: false, Coefficient: not 0 } ? ObjectiveParts.KlEstimators[settings.Kl.Estimator] : null,
                KlCoefficient = settings.Kl.Coefficient,
                EntropyCoefficient = settings.EntropyCoefficient,
                Clip = new ClipRange(settings.ClipLow, settings.ClipHigh),
            },
            ScheduleSettings.Schedules[schedule](new ScheduleSettings { WarmupSteps = settings.WarmupUpdates, TotalSteps = settings.Updates }))
        {
            TurnAdvantage = ObjectiveParts.TurnAdvantages.TryGetValue(settings.Advantage, out var turns)
                ? batch => turns(batch, settings.TurnDiscount ?? 1, settings.StepWeight ?? 1) : null,
        };
    }

    /// <summary>What happens to advantages after their estimator, in order.</summary>
    private static IEnumerable<ObjectiveParts.AdvantageShaper> Shapers(TrainSettings settings)
    {
        if (settings.NegativeScaling is { } scaling)
        {
            yield return (advantages, batch) => NegativeScaling.Apply(advantages, batch.Returns_B, batch.Groups_B, scaling.Lambda, scaling.Kappa);
        }
    }
}
