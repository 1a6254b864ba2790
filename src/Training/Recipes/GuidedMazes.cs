using Agentic.Agents;
using Agentic.Training.Evaluation;

namespace Agentic.Training.Recipes;

/// <summary>What replicas of guidance share: mazes that are too long for what was imitated, and what is looked at in their runs.</summary>
internal static class GuidedMazes
{
    /// <summary>Updates at either end of a run over which shares are averaged.</summary>
    public const int Ends = 5;

    /// <summary>Updates of an arm where there are two; with more there are fewer, so that a replica keeps to its minutes.</summary>
    public const int Updates = 40;

    /// <summary>The setting in words.</summary>
    /// <param name="updates">Of an arm.</param>
    public static string Setting(int updates = Updates) => $"mazes of 5 × 5 with paths of 5 to 7 moves, seen as pictures; a tiny policy imitates until it solves 8 % of validation tasks, and all seeds set out from it; then {updates} updates an arm of 24 groups of 8; judged without help on 256 held-out mazes";

    /// <summary>The scenario of all arms.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="updates">Of an arm.</param>
    public static string Yaml(string name, int updates = Updates) => $$"""
        name: {{name}}
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 5, length: [5, 7] } }
        instruction: ""
        context: last 0
        limits: { turns: 10, tokens_per_turn: 1, tokens: 2048 }
        policy: { preset: tiny }
        sampling: { grammar: true }
        warm_start: { updates: 400, until_success: 0.08, check_every: 8, check_tasks: 192, rows: 64, learning_rate: 1e-3 }
        train: { updates: {{updates}}, groups: 24, group_size: 8, mini_batch_rows: 96, learning_rate: 3e-4, warmup_updates: 2, record_groups: 0 }
        eval: { tasks: 256, temperature: 0 }
        """;

    /// <summary>Mean of a measure over some updates; NaN where none has it.</summary>
    public static double Mean(IEnumerable<TrainingStep> steps, string measure) =>
        steps.Where(step => step.Measures.ContainsKey(measure)).Select(step => step.Measures[measure]).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Mean entropy in nats of the distributions that the last updates' own tokens were drawn from.</summary>
    public static double Entropy(IReadOnlyList<TrainingStep> steps) => steps.TakeLast(Ends).SelectMany(step => step.Parts[0].Of.Scored)
        .SelectMany(episode => episode.Record.Transcripts[0].Segments).SelectMany(segment => segment.Sampling is { } sampling ? sampling.Entropies : []).Select(entropy => (double)entropy).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Chance that one of eight attempts at a held-out maze succeeds, and how many different answers of eight solve it.</summary>
    public static async Task<(double PassAt8, double Distinct)> EightAsync(PolicySession session)
    {
        const int Attempts = 8;
        var solved = new HashSet<string>(StringComparer.Ordinal);
        var tasks = Math.Max(1, session.Scenario.Eval.Tasks / 4);
        var judged = await Evaluator.RunAsync(
            session.Scenario, session.Kind, session.Services(session.Agent(session.Scenario.Sampling)), tasks, Attempts,
            record =>
            {
                if (record.IsSolved)
                {
                    solved.Add($"{record.Group}: {string.Join(' ', record.Turns.Select(turn => turn.Action))}");
                }
            });
        return (judged.PassAt[Attempts], solved.Count / (double)tasks);
    }

    /// <summary>The measures under their names.</summary>
    public static Task<IReadOnlyDictionary<string, double>> Of(params (string Name, double Value)[] measures) =>
        Task.FromResult<IReadOnlyDictionary<string, double>>(measures.ToDictionary(measure => measure.Name, measure => measure.Value));
}
