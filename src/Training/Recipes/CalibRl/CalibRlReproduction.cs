using Agentic.Training.Reproductions;

namespace Agentic.Training.Recipes.CalibRl;

/// <summary>
/// CalibRL (arXiv 2602.20197): the oracle's row is a mark by which the policy's own rows are raised or lowered, with a leaky slope of one half and the
/// weight 0.1, and is not imitated; against GRPO without it. Nine members, of which one is the oracle's; the other arm has its own eight.
/// </summary>
public static class CalibRlReproduction
{
    private static readonly ArmExperiment Experiment = new(
        "calibrl", GuidedMazes.Yaml("calibrl"),
        [
            ("grpo", ["train.advantage=dr_grpo"]),
            ("calibrl", ["train.advantage=dr_grpo", "train.group_size=9", "guidance.when=always", "guidance.what=expert", "guidance.paid=calibrated", "guidance.weight=0.1", "guidance.slope=0.5"]),
        ],
        arm => GuidedMazes.Of(("entropy", GuidedMazes.Entropy(arm.Steps))));

    /// <summary>The reproduction.</summary>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    public static Reproduction Create(params string[] settings) => Experiment.Reproduction(
        "CalibRL: an expert as a mark to calibrate by", GuidedMazes.Setting(),
        [
            new Claim("entropy", "The policy stays more spread out than under GRPO. Effect: difference of the mean entropy in nats a token over the last updates.", "entropy/calibrl", "entropy/grpo"),
            new Claim("accuracy", "It solves more than GRPO's. Effect: difference of held-out success after training.", "held_out/calibrl", "held_out/grpo"),
        ],
        settings);
}
