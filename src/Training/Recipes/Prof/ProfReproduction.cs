using Agentic.Training.Reproductions;

namespace Agentic.Training.Recipes.Prof;

/// <summary>
/// PROF (arXiv 2509.03403): a step score that is not to be trusted chooses which members of a group are learnt from, against GRPO without it,
/// and against paying it on top of the outcome.
/// </summary>
/// <remarks>
/// The score is whether a move was allowed: it sees steps into walls and knows nothing of the way, so that whoever walks to and fro earns all
/// of it. That is a score with a hole, not one with noise as in the paper. All arms credit turns alike (returns to go, centred within the
/// group), so that paying is their only difference; a walk of full length is paid as much as the goal.
/// </remarks>
public static class ProfReproduction
{
    private const int LastUpdates = 5;

    private const string Yaml = """
        name: prof
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 5, length: [2, 6] } }
        instruction: ""
        context: last 0
        limits: { turns: 10, tokens_per_turn: 1, tokens: 2048 }
        policy: { preset: tiny }
        sampling: { grammar: true }
        warm_start: { updates: 400, until_success: 0.25, check_every: 8, check_tasks: 192, rows: 64, learning_rate: 1e-3 }
        train: { updates: 30, groups: 24, group_size: 8, mini_batch_rows: 96, learning_rate: 3e-4, warmup_updates: 2, record_groups: 0, advantage: turn_returns }
        eval: { tasks: 256, temperature: 0 }
        """;

    private static readonly ArmExperiment Experiment = new(
        "prof", Yaml,
        [
            ("grpo", []),
            ("prof", ["train.consistency_filter={ keep: 4, of: legal }"]),
            ("blend", ["train.process_rewards={ legal: { form: pay, weight: 0.1 }, allow_farming: true }"]),
        ],
        arm =>
        {
            var last = arm.Steps.TakeLast(LastUpdates).SelectMany(step => step.Parts[0].Of.Scored).Select(episode => episode.Record).ToList();
            return GuidedMazes.Of(
                ("sampled_success", last.Average(record => record.IsSolved ? 1.0 : 0)),
                ("failed_score", last.Where(record => !record.IsSolved).Select(record => (double)record.Turns.Count(turn => turn.Legal)).DefaultIfEmpty(double.NaN).Average()));
        });

    /// <summary>The reproduction.</summary>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    public static Reproduction Create(params string[] settings) => Experiment.Reproduction(
        "PROF: process scores choose what is learnt from and are never paid",
        "mazes of 5 × 5 with paths of 2 to 6 moves, seen as pictures, ten turns; a tiny policy imitates until it solves 25 % of validation tasks, and all seeds set out from it; then 30 updates an arm of 24 groups of 8, of which PROF keeps 4; the score of a turn is whether its move was allowed; judged greedily on 256 held-out mazes",
        [
            new Claim("filter-helps", "Choosing by the score does better than GRPO without it. Effect: difference of held-out success after training.", "held_out/prof", "held_out/grpo"),
            new Claim("blend-hurts", "Paying the score beside the outcome does worse than GRPO without it. Effect: difference of held-out success after training.", "held_out/grpo", "held_out/blend"),
            new Claim("blend-inflates", $"Paid, the score rises where nothing is reached. Effect: difference of the number of allowed moves in episodes that fail, over the last {LastUpdates} updates, blend minus PROF.", "failed_score/blend", "failed_score/prof"),
        ],
        settings);
}
