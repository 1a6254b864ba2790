using Agentic.Agents;
using Agentic.Training.Curricula;
using Agentic.Training.Reproductions;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Recipes.Ariadne;

/// <summary>
/// Ariadne (arXiv 2511.00710): GRPO on mazes of few moves and few turns, in buckets of length with fixed shares; success is then measured on
/// more turns and on longer ways than any that training drew.
/// </summary>
/// <remarks>
/// As published: lengths 1 to 5 in shares .21/.18/.16/.18/.21, at most two turns; judged with up to four. Not as published: a tiny policy that
/// imitates first, since it knows nothing, and walks move by move: with the whole way in one answer, seven minutes of one core moved it by 4
/// points where it was trained and nowhere else. Lengths up to 8 are judged, not 10. The reward is for arriving, not for agreeing with one
/// path, which would punish other ways that are as short.
/// </remarks>
public static class AriadneReproduction
{
    private const int TrainedLength = 5;
    private const int TrainedTurns = 2;
    private const int LongestJudged = 8;
    private const int MostTurnsJudged = 4;

    private const string Yaml = """
        name: ariadne
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 5, length: [1, 5], turns: 2 } }
        instruction: ""
        context: last 0
        limits: { turns: 12, tokens_per_turn: 1, tokens: 2048 }
        policy: { preset: tiny }
        sampling: { grammar: true }
        warm_start: { updates: 400, until_success: 0.38, check_every: 8, check_tasks: 128, rows: 64, learning_rate: 1e-3 }
        train:
          updates: 40
          groups: 48
          group_size: 8
          mini_batch_rows: 96
          learning_rate: 3e-4
          warmup_updates: 2
          record_groups: 0
          curriculum: { length: { by: buckets, shares: [0.21, 0.18, 0.16, 0.18, 0.21] } }
        eval: { tasks: 512, temperature: 0 }
        """;

    /// <summary>The reproduction.</summary>
    /// <param name="settings">"key=value" over the scenario, such as a smaller budget.</param>
    public static Reproduction Create(params string[] settings) => new(
        "ariadne",
        "Ariadne: the boundary of what is solved, moved by training and measured beyond it",
        "mazes of 5 × 5 seen as pictures, one move a turn, twelve turns; a tiny policy imitates until it solves 38 % of validation tasks, and all seeds set out from it; then 40 updates of 48 groups of 8 on lengths 1 to 5 with at most two turns; before and after, greedy success on 512 held-out mazes of lengths 1 to 8 with at most four turns",
        [
            new Claim("boundary-moves", "Training moves the boundary. Effect: the length up to which half of the mazes are solved, after minus before; success is taken to fall with length, and read between lengths.", "reach/after", "reach/before"),
            new Claim("unseen-turns", "Turn counts that training never drew improve. Effect: success on lengths up to 5 with three or four turns, after minus before.", "unseen_turns/after", "unseen_turns/before"),
            new Claim("lengths-gain-less", "Lengths that training never drew improve much less. Effect: the gain on unseen turn counts minus the gain on lengths 6 to 8.", "unseen_turns/gain", "unseen_lengths/gain"),
        ],
        seed => RunAsync(settings, seed).GetAwaiter().GetResult())
    {
        Seeds = ClaimResult.LeastPairs,
        Prepare = start => ArmTraining.Imitate(Read(ArmExperiment.StartSeed, settings), start),
    };

    private static Scenario Read(ulong seed, string[] settings) => ScenarioReader.Read(Yaml, "ariadne", ScenarioVocabulary.Default, [$"seed={seed}", .. settings]).Scenario;

    private static async Task<IReadOnlyDictionary<string, double>> RunAsync(string[] settings, SeedContext context)
    {
        var cancellation = context.Cancellation;
        var scenario = Read(context.Key.Derive("scenario").Stream().NextBits(), settings);
        var judged = scenario with
        {
            World = scenario.World with { Difficulty = scenario.World.Difficulty.SetItem("length", new AxisRange(1, LongestJudged)).SetItem("turns", new AxisRange(MostTurnsJudged, MostTurnsJudged)) },
        };
        var before = Measure(await ArmTraining.JudgeAsync(context.Start, judged, cancellation));
        var (_, trained) = await ArmTraining.RunAsync(scenario, context.Start, (_, session) => ArmTraining.JudgeAsync(session, judged, cancellation, context, "trained"), cancellation, context, "trained");
        var after = Measure(trained);
        return new Dictionary<string, double>([
            .. before.Select(one => KeyValuePair.Create($"{one.Key}/before", one.Value)), .. after.Select(one => KeyValuePair.Create($"{one.Key}/after", one.Value)),
            .. after.Select(one => KeyValuePair.Create($"{one.Key}/gain", one.Value - before[one.Key]))]);
    }

    private static Dictionary<string, double> Measure(Evaluation.Evaluation evaluation)
    {
        var counts = LadderState.Empty(LongestJudged);
        foreach (var outcome in evaluation.Outcomes)
        {
            counts = counts.Plus((int)outcome.Features["length"] - 1, outcome.IsSolved);
        }

        double Success(Func<double, double, bool> isIn) => evaluation.Outcomes.Where(outcome => isIn(outcome.Features["length"], outcome.Features["turns"]))
            .Select(outcome => outcome.IsSolved ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();
        return new Dictionary<string, double>
        {
            // Rung 0 is length 1.
            ["reach"] = 1 + new Frontier(Target: 0.5, Width: 1, Floor: 0, Decay: 0).Place(counts)!.Value,
            ["trained"] = Success((length, turns) => length <= TrainedLength && turns <= TrainedTurns),
            ["unseen_turns"] = Success((length, turns) => length <= TrainedLength && turns > TrainedTurns),
            ["unseen_lengths"] = Success((length, _) => length > TrainedLength),
        };
    }
}
