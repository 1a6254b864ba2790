using Agentic.Agents;
using Agentic.Training.Logging;
using Agentic.Training.Reproductions;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Recipes.Tulu3;

/// <summary>
/// RLVR of Tülu 3 (arXiv 2411.15124): PPO against a verifier, each token paying for its distance to the policy before it, and a critic that has
/// learnt rewards before the policy moves, from the same imitation and over the same tasks.
/// </summary>
/// <remarks>
/// The published critic begins as a reward model. There is none here that the verifier would not replace, so the critic learns the returns of
/// the unmoved policy for some rounds first, which is what a reward model knows of it. Rewards of 10 and β = .05 are given as 1 and .005:
/// whitened advantages do not know the difference.
/// </remarks>
public static class Tulu3Reproduction
{
    private const int CriticAlone = 6;
    private const int Early = 6;
    private const int Late = 5;

    private const string Yaml = """
        name: tulu3
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 4, length: [2, 5] } }
        instruction: ""
        context: last 0
        limits: { turns: 7, tokens_per_turn: 1, tokens: 2048 }
        reward: { outcome: 1, format: 0 }
        policy: { preset: tiny }
        sampling: { grammar: true }
        warm_start: { updates: 400, until_success: 0.3, check_every: 8, check_tasks: 192, rows: 64, learning_rate: 1e-3 }
        train:
          updates: 12
          groups: 64
          group_size: 2
          mini_batch_rows: 96
          learning_rate: 3e-4
          warmup_updates: 0
          record_groups: 0
          advantage: gae
          critic: { lambda: 0.95, learning_rate: 3e-4 }
          clip_high: 0.2
          kl: { in_reward: true, coefficient: 0.005 }
        eval: { tasks: 256, temperature: 0 }
        """;

    private static readonly (string Name, int Alone, string[] Settings)[] Arms =
    [
        ("low", 0, []),
        ("high", 0, ["train.kl.coefficient=0.2"]),
        ("warm", CriticAlone, [$"train.critic.warmup_updates={CriticAlone}"]),
    ];

    /// <summary>The reproduction.</summary>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    public static Reproduction Create(params string[] settings) => new(
        "tulu3",
        "Tülu 3: PPO with verifiable rewards, a price on the distance to the start, and a critic that begins with rewards",
        "mazes of 4 × 4 with paths of 2 to 5 moves, seen as pictures; a tiny policy imitates until it solves 30 % of validation tasks, and all seeds set out from it; then 12 updates an arm of 128 episodes; judged greedily on 256 held-out mazes",
        [
            new Claim(
                "more-kl", $"A smaller β lets the policy go further. Effect: difference of the mean log-ratio to the start, nats a token, over the last {Late} updates.",
                "kl/low", "kl/high"),
            new Claim(
                "more-reward", $"A smaller β ends with more success in training. Effect: difference of success over the last {Late} updates.",
                "success_late/low", "success_late/high"),
            new Claim(
                "critic-explains", $"A critic that begins with rewards explains more of the returns than one that begins with nothing. Effect: difference of explained variance over the policy's first {Early} updates.",
                "explained/warm", "explained/low"),
            new Claim(
                "critic-helps", $"With that critic the policy improves faster. Effect: difference of success over the policy's first {Early} updates.",
                "success_early/warm", "success_early/low"),
        ],
        seed => RunAsync(settings, seed).GetAwaiter().GetResult())
    {
        Seeds = ClaimResult.LeastPairs,
        Prepare = start => ArmTraining.Imitate(Read(ArmExperiment.StartSeed, settings), start),
    };

    private static Scenario Read(ulong seed, IEnumerable<string> settings) => ScenarioReader.Read(Yaml, "tulu3", ScenarioVocabulary.Default, [$"seed={seed}", .. settings]).Scenario;

    private static async Task<IReadOnlyDictionary<string, double>> RunAsync(string[] settings, SeedContext context)
    {
        var seed = context.Key.Derive("scenario").Stream().NextBits();
        var measures = new Dictionary<string, double>();
        foreach (var (name, alone, own) in Arms)
        {
            // As many updates of the policy in every arm.
            var scenario = Read(seed, [.. settings, .. own]);
            var (steps, heldOut) = await ArmTraining.RunAsync(scenario with { Train = scenario.Train with { Updates = scenario.Train.Updates + alone } }, context.Start, context.Cancellation, context, name);
            var moved = steps.Skip(alone).ToList();
            measures[$"held_out/{name}"] = heldOut;
            measures[$"kl/{name}"] = moved.TakeLast(Late).Average(step => Measure(step, MetricNames.RewardKl));
            measures[$"success_late/{name}"] = moved.TakeLast(Late).Average(Success);
            measures[$"success_early/{name}"] = moved.Take(Early).Average(Success);
            measures[$"explained/{name}"] = moved.Take(Early).Average(step => Measure(step, MetricNames.ExplainedVariance));
        }

        return measures;
    }

    private static double Measure(TrainingStep step, string name) => step.Parts[0].Credit.Measures.GetValueOrDefault(name, double.NaN);

    private static double Success(TrainingStep step) => step.Parts[0].Of.Scored.Average(episode => episode.Record.IsSolved ? 1.0 : 0);
}
