using Agentic.Training.Logging;
using Agentic.Training.Reproductions;

namespace Agentic.Training.Recipes.AgentRlvr;

/// <summary>
/// Agent-RLVR (arXiv 2506.11425): failed attempts at software tasks are made again with advice, and what passes is credited to the prompt
/// without it; against the same number of attempts without advice, from the same imitation and over the same tasks.
/// </summary>
/// <remarks>
/// The published policy follows instructions when it begins. One of this size is taught to: what it imitates are repairs made with advice in
/// the prompt, and none without, so that it can use advice and hardly ever repairs anything alone.
/// </remarks>
public static class AgentRlvrReproduction
{
    private const string Relabelled = "relabelled";

    private const string Yaml = """
        name: agent-rlvr
        world: { name: code, options: { dialect: brief, grading: interpreter }, difficulty: { functions: 1, vagueness: 1 } }
        instruction: ""
        context: full
        limits: { turns: 4, tokens_per_turn: 28, tokens: 512 }
        policy: { preset: tiny_words }
        guidance: { when: failed, what: advice, credited_to: unguided }
        warm_start: { updates: 120, rows: 24, learning_rate: 2e-3, warmup_updates: 10, advised_share: 1 }
        train: { updates: 12, groups: 8, group_size: 4, mini_batch_rows: 16, learning_rate: 3e-4, warmup_updates: 2, record_groups: 0 }
        eval: { tasks: 192, temperature: 0 }
        """;

    private static readonly ArmExperiment Experiment = new(
        "agent-rlvr", Yaml,
        [
            ("unguided", ["guidance.what=nothing", "warm_start.advised_share=0"]),
            (Relabelled, []),
            ("dpo", ["train.preference_beta=0.1", "train.learning_rate=1e-4"]),
            ("guided_prompt", ["guidance.credited_to=guided"]),
        ],
        async arm =>
        {
            var measures = new Dictionary<string, double>
            {
                ["first_attempts"] = arm.Steps[0].Measures[MetricNames.SuccessWithoutHelp],
                ["second_attempts"] = arm.Steps.Average(step => step.Measures.GetValueOrDefault(MetricNames.ReattemptSuccess, double.NaN)),
            };
            if (arm.Name == Relabelled)
            {
                foreach (var (way, success) in await BestOfAttempts.RunAsync(arm.Session, arm.Steps, arm.Cancellation))
                {
                    measures[$"best_of_{BestOfAttempts.Attempts}/{way}"] = success;
                }
            }

            return measures;
        });

    /// <summary>The reproduction.</summary>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    public static Reproduction Create(params string[] settings) => Experiment.Reproduction(
        "Agent-RLVR: failed attempts at repairs are made again with advice, and credited to the prompt without it",
        "one wrong token in a function of a closed language, tools view, edit and submit; a text policy imitates 120 steps of advised repairs, and all seeds set out from it; then 12 updates an arm of 8 tasks × 4 attempts and a second attempt after each failure; judged greedily and without advice on 192 held-out functions; best-of-4 on as many",
        [
            new Claim(
                "relabelled-over-unguided", "Advised second attempts, credited to the prompt without advice, teach more than second attempts without advice. Effect: difference of held-out success.",
                "held_out/relabelled", "held_out/unguided"),
            new Claim(
                "dpo-over-unguided", "So do pairs of an advised attempt that passed and one that failed (DPO). Effect: the same difference.",
                "held_out/dpo", "held_out/unguided"),
            new Claim(
                "relabelled-over-guided-prompt", "Credit for the prompt without advice teaches more than credit for the prompt with it. Effect: the same difference.",
                "held_out/relabelled", "held_out/guided_prompt"),
            new Claim(
                "best-of-n", "Of four attempts the one that a scorer prefers, which learnt from training's outcomes, passes more often than any. Effect: difference of success, relabelled arm.",
                $"best_of_{BestOfAttempts.Attempts}/scored/{Relabelled}", $"best_of_{BestOfAttempts.Attempts}/any/{Relabelled}"),
        ],
        settings);
}
