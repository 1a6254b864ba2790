using Agentic.Training.Logging;
using Agentic.Training.Reproductions;

namespace Agentic.Training.Recipes.Ampo;

/// <summary>
/// AMPO (arXiv 2510.02227): two teachers, imitations that were carried further, play the tasks of groups that fail altogether; of those who solve one the
/// one enters whose moves the policy finds likeliest, and is learnt from by π / (π + 0.1). Against GRPO, and against a teacher in every group.
/// </summary>
public static class AmpoReproduction
{
    // Making its teachers takes a quarter of its minutes.
    private const int Updates = 24;

    private const string Teachers = $"guidance.who=['policy:{ArmExperiment.Start}/teacher-1', 'policy:{ArmExperiment.Start}/teacher-2']";

    private static readonly ArmExperiment Experiment = new(
        "ampo", GuidedMazes.Yaml("ampo", Updates),
        [
            ("grpo", ["train.advantage=dr_grpo"]),
            ("always", ["train.advantage=dr_grpo", "guidance.when=always", "guidance.what=expert", Teachers, "guidance.paid=shaped", "guidance.baseline=group"]),
            ("ampo", ["train.advantage=dr_grpo", "guidance.when=all_wrong", "guidance.what=expert", Teachers, "guidance.paid=shaped", "guidance.baseline=group"]),
        ],
        arm => GuidedMazes.Of(
            ("share_first", GuidedMazes.Mean(arm.Steps.Take(GuidedMazes.Ends), MetricNames.GuidedShare)), ("share_last", GuidedMazes.Mean(arm.Steps.TakeLast(GuidedMazes.Ends), MetricNames.GuidedShare))))
    {
        Others = [("teacher-1", ["warm_start.until_success=0.5", "seed=2"]), ("teacher-2", ["warm_start.until_success=0.5", "seed=3"])],
    };

    /// <summary>The reproduction.</summary>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    public static Reproduction Create(params string[] settings) => Experiment.Reproduction(
        "AMPO: several teachers, only where all fail", GuidedMazes.Setting(Updates),
        [
            new Claim("usage-decays", "Teachers are needed less and less. Effect: share of episodes that are a teacher's, first updates less last ones.", "share_first/ampo", "share_last/ampo"),
            new Claim("accuracy", "The policy solves more than GRPO's. Effect: difference of held-out success after training.", "held_out/ampo", "held_out/grpo"),
            new Claim("on-demand", "It solves more than with a teacher in every group. Effect: difference of held-out success after training.", "held_out/ampo", "held_out/always"),
        ],
        settings);
}
