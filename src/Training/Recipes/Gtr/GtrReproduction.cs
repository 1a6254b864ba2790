using Agentic.Training.Evaluation;
using Agentic.Training.Reproductions;
using Agentic.VisionPolicy;
using Agentic.Worlds.NumberLine;

namespace Agentic.Training.Recipes.Gtr;

/// <summary>
/// GTR (arXiv 2503.08525): answers say what the picture shows before they act, and only the outcome is paid. A corrector sets right what was read; what
/// it would have said is imitated, of all rounds so far or of the latest alone, beside the policy gradient of thought (half) and action.
/// </summary>
/// <remarks>
/// GRPO stands for PPO with a critic. A thought of this policy is what it reads off the picture: two numbers. The corrector is the world's oracle,
/// whose actions are always right, which the published one's are not. Success is that of drawn answers: greedy ones of so small a policy go to and
/// fro without end, which says more about ties than about learning (from 24 to 69 % after trainings that differed in nothing but the seed).
/// </remarks>
public static class GtrReproduction
{
    private const string Yaml = """
        name: gtr
        world: { name: numberline, options: { size: small, answer: json }, difficulty: { max_position: [4, 8] } }
        instruction: ""
        context: last 0
        limits: { turns: 10, tokens_per_turn: 40, tokens: 4096 }
        policy: { preset: tiny }
        sampling: { grammar: true }
        warm_start: { updates: 240, until_success: 0.3, check_every: 10, check_tasks: 96, rows: 48, learning_rate: 1e-3 }
        train: { updates: 28, groups: 8, group_size: 6, mini_batch_rows: 96, learning_rate: 3e-4, warmup_updates: 2, record_groups: 0 }
        eval: { tasks: 128, temperature: 0 }
        """;

    private static readonly ArmExperiment Experiment = new(
        "gtr", Yaml,
        [
            ("outcome", []),
            ("latest", ["guidance.when=always", "guidance.what=thought", "guidance.memory=latest", "guidance.samples=12"]),
            ("gtr", ["guidance.when=always", "guidance.what=thought", "guidance.memory=all", "guidance.samples=12"]),
            ("cloned", ["guidance.when=always", "guidance.what=thought", "guidance.memory=all", "guidance.samples=12", "guidance.imitates=answer"]),
        ],
        async arm =>
        {
            var (seen, states) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
            var judged = await Evaluator.RunAsync(
                arm.Session.Scenario, arm.Session.Kind, arm.Session.Services(arm.Session.Agent(SamplingOptions.Greedy)), arm.Session.Scenario.Eval.Tasks, 1,
                record =>
                {
                    foreach (var turn in record.Turns.Where(turn => turn.Legal))
                    {
                        states.Add($"{record.Task.State} {turn.State}");
                        seen.Add(turn.Text[..(turn.Text.IndexOf("\"action\"", StringComparison.Ordinal) is >= 0 and var at ? at : turn.Text.Length)]);
                    }
                });
            var sampled = await Evaluator.RunAsync(
                arm.Session.Scenario, arm.Session.Kind, arm.Session.Services(arm.Session.Agent(arm.Session.Scenario.Sampling)), 2 * arm.Session.Scenario.Eval.Tasks, 1);
            return await GuidedMazes.Of(
                ("thoughts", seen.Count / (double)Math.Max(1, states.Count)), ("read", judged.Parts.GetValueOrDefault(NumberLineKind.NumbersRead)), ("success", sampled.Success));
        });

    /// <summary>The reproduction.</summary>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    public static Reproduction Create(params string[] settings) => Experiment.Reproduction(
        "GTR: thoughts set right against thought collapse",
        "number lines up to 4 to 8, seen as pictures; answers are JSON with the two numbers read and the action; a tiny policy imitates until it solves 30 % of validation tasks, and all seeds set out from it; then 28 updates an arm of 8 groups of 6; judged on held-out tasks, thoughts greedily on 128, success by drawn answers on 256",
        [
            new Claim("thoughts", "Paid for the outcome alone, thoughts become fewer; set right they do not. Effect: difference of different thoughts by different states, over held-out tasks.", "thoughts/gtr", "thoughts/outcome"),
            new Claim("success", "With thoughts set right the policy solves more. Effect: difference of held-out success after training, answers drawn as in training.", "success/gtr", "success/outcome"),
            new Claim("dagger", "Imitating the corrections of all rounds solves more than those of the latest. Effect: the same difference.", "success/gtr", "success/latest"),
            new Claim("cloning", "Imitating the corrector's actions too solves less. Effect: the same difference.", "success/gtr", "success/cloned"),
        ],
        settings);
}
