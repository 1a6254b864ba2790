using Agentic.Training.Logging;
using Agentic.Training.Reproductions;

namespace Agentic.Training.Recipes.Scope;

/// <summary>
/// SCOPE: in groups that fail altogether, two failed ways of which half was right are kept up to their first wrong step, and the oracle goes on from
/// there; against an expert's whole way in one place, which are as many given moves, both learnt from as AMPO does, and against GRPO.
/// </summary>
/// <remarks>With one step set right and the policy going on, one episode in a hundred came to its goal: too few to say anything.</remarks>
public static class ScopeReproduction
{
    private const int Updates = 28;

    private static readonly ArmExperiment Experiment = new(
        "scope", GuidedMazes.Yaml("scope", Updates),
        [
            ("grpo", ["train.advantage=dr_grpo"]),
            ("whole", ["train.advantage=dr_grpo", "guidance.when=all_wrong", "guidance.what=expert", "guidance.paid=shaped", "guidance.baseline=group"]),
            ("scope", ["train.advantage=dr_grpo", "guidance.when=all_wrong", "guidance.what=correction", "guidance.paid=shaped", "guidance.count=2", "guidance.min_progress=0.5", "guidance.finishes=oracle"]),
        ],
        async arm => await GuidedMazes.Of(("distinct", (await GuidedMazes.EightAsync(arm.Session)).Distinct), ("share", GuidedMazes.Mean(arm.Steps, MetricNames.GuidedShare))));

    /// <summary>The reproduction.</summary>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    public static Reproduction Create(params string[] settings) => Experiment.Reproduction(
        "SCOPE: the first wrong step set right", GuidedMazes.Setting(Updates),
        [
            new Claim("distinct", "Setting right the first wrong step leaves more different solutions than an expert's whole way. Effect: difference of different solutions among eight attempts at a held-out task.", "distinct/scope", "distinct/whole"),
            new Claim("accuracy", "It solves more than GRPO's. Effect: difference of held-out success after training.", "held_out/scope", "held_out/grpo"),
        ],
        settings);
}
