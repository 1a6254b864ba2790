using Agentic.Training.Reproductions;

namespace Agentic.Training.Recipes.Ghpo;

/// <summary>
/// GHPO (arXiv 2507.10628): groups that fail altogether are played again with 25, 50 and 75 % of the solution, against GRPO from the same
/// imitation and over the same tasks, in mazes that are too long for what was imitated.
/// </summary>
/// <remarks>
/// A policy of this size reads no solutions. The share of the solution that the published prompt shows is given as moves instead: the oracle
/// makes the first ones, which are as little learnt from as the published hint.
/// </remarks>
public static class GhpoReproduction
{
    private static readonly ArmExperiment Experiment = new(
        "ghpo", GuidedMazes.Yaml("ghpo"),
        [
            ("grpo", []),
            ("ghpo", ["guidance.when=all_wrong", "guidance.what=prefix", "guidance.shares=[0.25, 0.5, 0.75]"]),
        ],
        arm => GuidedMazes.Of(("alive", arm.Steps.Take(GuidedMazes.Ends).Average(Alive)), ("alive_last", arm.Steps.TakeLast(GuidedMazes.Ends).Average(Alive))));

    /// <summary>The reproduction.</summary>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    public static Reproduction Create(params string[] settings) => Experiment.Reproduction(
        "GHPO: hints for groups that fail altogether, none for the others", GuidedMazes.Setting(),
        [
            new Claim(
                "fewer-dead-groups", $"Help leaves fewer groups without any success at once. Effect: difference of the share of groups in which somebody succeeds, over the first {GuidedMazes.Ends} updates.",
                "alive/ghpo", "alive/grpo"),
            new Claim(
                "unhelped-accuracy", "Trained with help, the policy solves more without it than GRPO's. Effect: difference of held-out success after training.",
                "held_out/ghpo", "held_out/grpo"),
        ],
        settings);

    private static double Alive(TrainingStep step)
    {
        var groups = step.Parts[0].Of.Scored.GroupBy(episode => episode.Record.Group).ToList();
        return groups.Count(group => group.Any(episode => episode.Record.IsSolved)) / (double)groups.Count;
    }
}
