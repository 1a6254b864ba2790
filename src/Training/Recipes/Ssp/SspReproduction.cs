using System.Globalization;
using Agentic.Agents;
using Agentic.Training.Reproductions;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Recipes.Ssp;

/// <summary>
/// Search self-play's claims on closed encyclopaedias, where the graph knows the truth: one small text policy proposes, solves and reads. All
/// seeds set out from one imitation, as the published arms do from one checkpoint, and the arms of a seed differ in one choice each.
/// </summary>
/// <remarks>
/// Proposer and solver share their weights where both learn, as published; a role that does not learn is played with the weights of the
/// common start, so that a fixed proposer is fixed and a fixed solver too. The reader has the weights that learn in every arm. What is
/// judged is always the policy that learnt: with a fixed solver, what proposing alone has taught of solving. Held out are questions of the
/// world's own, of the same hops, that no proposal may teach. The reader sees what one other trajectory found beside the proposer's finds, not
/// four: a policy of this size does not find its way in more.
/// </remarks>
public static class SspReproduction
{
    // Arms: name, and the keys that make it; who does not learn stays as it was.
    private static readonly (string Name, string[] Settings)[] Arms =
    [
        ("co", []),
        ("solver_only", ["train.roles.proposer.learns=false", "train.roles.proposer.weights=start"]),
        ("proposer_only", ["train.roles.solver.learns=false", "train.roles.solver.weights=start"]),
        ("unverified", ["self_play.verifier=none"]),
        ("penalty", ["self_play.refused_reward=-0.1"]),
    ];

    private const string Yaml = """
        name: ssp
        world:
          name: search
          options: { dialect: brief, form: path, style: small, answers: names }
          difficulty: { hops: 2, top_k: 2, searches: 4 }
        context: full
        limits: { turns: 6, tokens_per_turn: 24, tokens: 2048 }
        policy: { preset: tiny_words }
        warm_start: { check_every: 10, check_tasks: 128, learning_rate: 2e-3, warmup_updates: 10 }
        self_play: { verifier: reader, noise_documents: 1 }
        train:
          group_size: 1
          mini_batch_rows: 64
          warmup_updates: 5
          record_groups: 0
          clip_low: 0.2
          clip_high: 0.285
          kl: { estimator: low_var_kl, coefficient: 0.01 }
          roles:
            proposer: { advantage: none, temperature: 0.8, learning_rate: 2e-4 }
            solver: { advantage: grpo }
        """;

    /// <summary>The reproduction.</summary>
    /// <param name="budget">How much each arm is given; null for the usual.</param>
    public static Reproduction Create(SspBudget? budget = null)
    {
        var given = budget ?? new SspBudget();
        return new Reproduction(
            "ssp",
            "SSP: search self-play, in which one policy makes the questions that it learns to answer by searching",
            $"two-hop questions, answered by names, over {given.Graphs} graph(s) of {given.Entities} things in a closed language; a text policy imitates searches until it answers {100 * given.SearchSuccess:0} % of validation questions, then proposer, solver and reader for {given.RoleUpdates} steps, and all seeds set out from it; then {given.Updates} rounds an arm of {given.Places} answers × {given.Solvers} solvers; judged greedily on {given.HeldOut} held-out questions",
            [
                new Claim(
                    "co-over-solver", "Co-training answers more held-out questions than training the solver alone. Effect: difference of held-out success after training.",
                    "held_out/co", "held_out/solver_only"),
                new Claim(
                    "solver-over-proposer", "Training the solver alone answers more of them than training the proposer alone. Effect: the same difference.",
                    "held_out/solver_only", "held_out/proposer_only"),
                new Claim(
                    "no-saturation", "In the game solvers stay further from solving everything where the proposer learns too. Effect: difference of the solvers' success in the last quarter, proposer frozen minus co-training.",
                    "in_game/solver_only", "in_game/co"),
                new Claim(
                    "unverified-reward", "Without verification the proposer earns more. Effect: difference of its mean reward in the last quarter.",
                    "proposer/unverified", "proposer/co"),
                new Claim(
                    "unverified-accuracy", "Without verification fewer held-out questions are answered. Effect: difference of held-out success, verified minus unverified.",
                    "held_out/co", "held_out/unverified"),
                new Claim(
                    "penalty", "A reward of −0.1 for refused proposals lowers the share that is accepted. Effect: difference of that share in the last quarter, reward 0 minus −0.1.",
                    "accepted/co", "accepted/penalty"),
            ],
            seed => RunAsync(given, seed).GetAwaiter().GetResult())
        {
            Seeds = ClaimResult.LeastPairs,
            Prepare = start => Imitate(given, start),
        };
    }

    /// <summary>The scenario of an arm.</summary>
    internal static Scenario Scenario(SspBudget budget, ulong seed, params string[] settings) => ScenarioReader.Read(
        Yaml, "ssp", ScenarioVocabulary.Default,
        [
            $"seed={seed}", $"world.options.graphs={budget.Graphs}", $"world.difficulty.entities={budget.Entities}", $"warm_start.rows={budget.WarmRows}",
            $"train.updates={budget.Updates}", $"train.groups={budget.Places}", string.Create(CultureInfo.InvariantCulture, $"train.learning_rate={budget.LearningRate:R}"),
            $"train.roles.solver.group_size={budget.Solvers}", $"eval.tasks={budget.HeldOut}",
            .. settings,
        ]).Scenario;

    // To search is learnt first and alone: copying what was read takes most of the steps, and proposing and reading are learnt quickly once it is there.
    private static void Imitate(SspBudget budget, Preparation start)
    {
        var searcher = start with { Folder = Path.Combine(start.Folder, "searcher") };
        ArmTraining.Imitate(Scenario(
            budget, ArmExperiment.StartSeed, $"warm_start.updates={budget.SearchUpdates}", "warm_start.roles={ solver: 1, proposer: 0, reader: 0 }",
            string.Create(CultureInfo.InvariantCulture, $"warm_start.until_success={budget.SearchSuccess:R}")), searcher);
        var players = Scenario(budget, ArmExperiment.StartSeed, $"warm_start.updates={budget.RoleUpdates}", "warm_start.roles={ solver: 1, proposer: 3, reader: 5 }");
        ArmTraining.Imitate(players with { Policy = players.Policy with { Preset = null, Checkpoint = searcher.Folder } }, start with { Folder = Start(start.Folder) });
    }

    private static string Start(string folder) => Path.Combine(folder, ArmExperiment.Policy);

    private static async Task<IReadOnlyDictionary<string, double>> RunAsync(SspBudget budget, SeedContext context)
    {
        var seed = context.Key.Derive("scenario").Stream().NextBits();
        var measures = new Dictionary<string, double>();
        foreach (var (name, settings) in Arms)
        {
            foreach (var (measure, value) in await SspArm.RunAsync(Scenario(budget, seed, settings), Start(context.Start), context, name))
            {
                measures[$"{measure}/{name}"] = value;
            }
        }

        return measures;
    }
}
