using Agentic.Training.Reproductions;

namespace Agentic.Training.Recipes.RlPlus;

/// <summary>
/// RL-PLUS (arXiv 2508.00222): one of eight members of every group is the oracle's, learnt from by multiple importance sampling with the exploration
/// advantage, its advantage taken against the policy's own seven; against the same objective without it.
/// </summary>
public static class RlPlusReproduction
{
    // Released: no clip, no division by the spread, sums over tokens.
    private static readonly string[] Objective = ["train.surrogate=unclipped", "train.advantage=dr_grpo", "train.aggregation=seq-mean-token-sum"];

    private static readonly ArmExperiment Experiment = new(
        "rl-plus", GuidedMazes.Yaml("rl-plus"),
        [("plain", Objective), ("rl_plus", [.. Objective, "guidance.when=always", "guidance.what=expert", "guidance.paid=importance"])],
        async arm => await GuidedMazes.Of(("pass8", (await GuidedMazes.EightAsync(arm.Session)).PassAt8)));

    /// <summary>The reproduction.</summary>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    public static Reproduction Create(params string[] settings) => Experiment.Reproduction(
        "RL-PLUS: an expert's row by multiple importance sampling", GuidedMazes.Setting(),
        [
            new Claim("accuracy", "With an expert's row the policy solves more than without. Effect: difference of held-out success after training.", "held_out/rl_plus", "held_out/plain"),
            new Claim("boundary", "It also solves more at eight attempts: the boundary does not shrink. Effect: difference of pass@8 on held-out tasks.", "pass8/rl_plus", "pass8/plain"),
        ],
        settings);
}
