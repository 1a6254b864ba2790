using Agentic.Training.Logging;
using Agentic.Training.Reproductions;

namespace Agentic.Training.Recipes.Seele;

/// <summary>
/// SEELE (arXiv 2509.06923): each group in four rounds, each with as many of the oracle's first moves as an item-response curve says bring success to
/// one half, the given moves imitated with the published weight; against GRPO from the same imitation and over the same tasks.
/// </summary>
public static class SeeleReproduction
{
    private static readonly ArmExperiment Experiment = new(
        "seele", GuidedMazes.Yaml("seele"),
        [("grpo", []), ("seele", ["guidance.when=fitted", "guidance.what=prefix", "guidance.rounds=4", "guidance.target=0.5", "guidance.paid=imitated", "guidance.weight=0.001"])],
        arm => GuidedMazes.Of(("gap_first", GuidedMazes.Mean(arm.Steps, MetricNames.FittedGapFirst)), ("gap_last", GuidedMazes.Mean(arm.Steps, MetricNames.FittedGapLast))));

    /// <summary>The reproduction.</summary>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    public static Reproduction Create(params string[] settings) => Experiment.Reproduction(
        "SEELE: as much of a solution as brings success to one half", GuidedMazes.Setting(),
        [
            new Claim("nearer-to-half", "Within an update the last round's success lies nearer to one half than the first round's. Effect: mean distance from one half, first round less last round.", "gap_first/seele", "gap_last/seele"),
            new Claim("unhelped-accuracy", "Trained so, the policy solves more without help than GRPO's. Effect: difference of held-out success after training.", "held_out/seele", "held_out/grpo"),
        ],
        settings);
}
