using Agentic.Agents;
using Agentic.Training.Reproductions;
using Agentic.Training.Scenarios;

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
    private const int EarlyUpdates = 5;

    private const string Yaml = """
        name: ghpo
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 5, length: [5, 7] } }
        instruction: ""
        context: last 0
        limits: { turns: 10, tokens_per_turn: 1, tokens: 2048 }
        policy: { preset: tiny }
        sampling: { grammar: true }
        warm_start: { updates: 400, until_success: 0.08, check_every: 8, check_tasks: 192, rows: 64, learning_rate: 1e-3 }
        train: { updates: 40, groups: 24, group_size: 8, mini_batch_rows: 96, learning_rate: 3e-4, warmup_updates: 2, record_groups: 0 }
        eval: { tasks: 256, temperature: 0 }
        """;

    private static readonly (string Name, string[] Settings)[] Arms =
    [
        ("grpo", []),
        ("ghpo", ["guidance.when=all_wrong", "guidance.what=prefix", "guidance.shares=[0.25, 0.5, 0.75]"]),
    ];

    /// <summary>The reproduction.</summary>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    public static Reproduction Create(params string[] settings) => new(
        "ghpo",
        "GHPO: hints for groups that fail altogether, none for the others",
        "mazes of 5 × 5 with paths of 5 to 7 moves, seen as pictures; a tiny policy imitates until it solves 8 % of validation tasks, then 40 updates an arm of 24 groups of 8; judged greedily and without help on 256 held-out mazes",
        [
            new Claim(
                "fewer-dead-groups", $"Help leaves fewer groups without any success at once. Effect: difference of the share of groups in which somebody succeeds, over the first {EarlyUpdates} updates.",
                "alive/ghpo", "alive/grpo"),
            new Claim(
                "unhelped-accuracy", "Trained with help, the policy solves more without it than GRPO's. Effect: difference of held-out success after training.",
                "held_out/ghpo", "held_out/grpo"),
        ],
        seed => RunAsync(settings, seed).GetAwaiter().GetResult())
    {
        Seeds = ClaimResult.LeastPairs,
    };

    private static async Task<IReadOnlyDictionary<string, double>> RunAsync(string[] settings, SeedContext context)
    {
        var (seed, cancellation) = (context.Key.Derive("scenario").Stream().NextBits(), context.Cancellation);
        var folder = Directory.CreateTempSubdirectory("agentic-ghpo-");
        Scenario Arm(string[] own) => ScenarioReader.Read(Yaml, "ghpo", ScenarioVocabulary.Default, [$"seed={seed}", .. settings, .. own]).Scenario;
        try
        {
            var measures = new Dictionary<string, double> { ["held_out/imitation"] = await ArmTraining.ImitateAsync(Arm([]), folder.FullName, cancellation) };
            foreach (var (name, own) in Arms)
            {
                var (steps, heldOut) = await ArmTraining.RunAsync(Arm(own), folder.FullName, cancellation, context, name);
                measures[$"held_out/{name}"] = heldOut;
                measures[$"alive/{name}"] = steps.Take(EarlyUpdates).Average(Alive);
                measures[$"alive_last/{name}"] = steps.TakeLast(EarlyUpdates).Average(Alive);
            }

            return measures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Alive(TrainingStep step)
    {
        var groups = step.Parts[0].Of.Scored.GroupBy(episode => episode.Record.Group).ToList();
        return groups.Count(group => group.Any(episode => episode.Record.IsSolved)) / (double)groups.Count;
    }
}
