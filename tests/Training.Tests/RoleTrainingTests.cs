using System.Security.Cryptography;
using Agentic.Agents;
using Agentic.Training.Evaluation;
using Agentic.Training.Learning;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests;

/// <summary>Two roles of one policy in the same episodes.</summary>
public sealed class RoleTrainingTests
{
    private const string Yaml = """
        name: board
        world: { name: connect, difficulty: { opening: 4 } }
        instruction: ""
        context: last 0
        limits: { turns: 16, tokens_per_turn: 1, tokens: 2048 }
        sampling: { grammar: true }
        policy: { preset: tiny }
        train: { updates: 2, groups: 3, group_size: 4, mini_batch_rows: 1000, warmup_updates: 0, learning_rate: 1e-3, roles: { second: { ROLE } } }
        eval: { tasks: 8, roles: { EVAL } }
        """;

    [Fact]
    public async Task Each_role_learns_its_own_tokens_from_its_own_returns()
    {
        var (_, steps) = await TrainAsync(Scenario());
        foreach (var step in steps)
        {
            Assert.Equal(["first", "second"], step.Parts.Select(part => part.Of.Role));
            Assert.Same(step.Parts[0].Of.Episodes, step.Parts[1].Of.Episodes);
            foreach (var (part, role) in step.Parts.Select((part, role) => (part, role)))
            {
                Assert.True(part.Statistics.Steps > 0);
                Assert.Equal(12, part.Of.Scored.Count);
                // Groups are compared within a role: their advantages have the mean 0.
                Assert.All(part.Of.Scored.Zip(part.Advantages).GroupBy(pair => pair.First.Record.Group), group => Assert.Equal(0, group.Sum(pair => pair.Second), 1e-6));
                Assert.All(part.Rows.Visits.SelectMany(rows => rows), row => Assert.Contains(
                    row.Segments[^1], part.Of.Scored[row.Episode].Record.Transcripts[role].Segments));
            }

            // What one wins the other loses, in games that come to an end.
            Assert.All(step.Parts[0].Of.Episodes.Where(game => game.End is EpisodeEnd.Terminated), game => Assert.Equal(1, game.Part("outcome", 0) + game.Part("outcome", 1)));
        }
    }

    // The first role's update moves the policy before the second one learns: ratios that start from what was sampled are not 1 then.
    [Theory]
    [InlineData("old_log_probs: sampled", false)]
    [InlineData("old_log_probs: recomputed", true)]
    public async Task Ratios_start_where_the_role_says(string role, bool isOne)
    {
        var (_, steps) = await TrainAsync(Scenario(role));
        foreach (var step in steps)
        {
            Assert.InRange(step.Parts[0].Statistics.MismatchKl, 0, 1e-10);
            // How far the second one is off the policy that sampled is told either way.
            Assert.True(step.Parts[1].Statistics.MismatchKl > 1e-9, $"{step.Parts[1].Statistics.MismatchKl}");
            Assert.Equal(isOne, Math.Abs(step.Parts[1].Statistics.Ratios.ApproximateKl) < 1e-7);
        }
    }

    [Fact]
    public async Task A_role_that_does_not_learn_is_played_and_scored_only()
    {
        var (_, steps) = await TrainAsync(Scenario("learns: false"));
        Assert.All(steps, step => Assert.Equal((0, 12), (step.Parts[1].Statistics.Steps, step.Parts[1].Of.Scored.Count)));
        Assert.All(steps, step => Assert.True(step.Parts[0].Statistics.Steps > 0));
    }

    // What a frozen role says of a position is, to the bit, what the policy said of it before anybody learnt; a role that shares the weights
    // that learn says something else from the second update on.
    [Theory]
    [InlineData("weights: start", true)]
    [InlineData("weights: shared", false)]
    public async Task A_role_of_the_start_stays_what_it_was(string weights, bool stays)
    {
        var (learnt, steps) = await TrainAsync(Scenario($"learns: false, {weights}"));
        var (start, before) = await TrainAsync(Scenario("learns: false") with
        {
            Train = Scenario().Train with
            {
                Roles = Scenario().Train.Roles.SetItems(
            Scenario().Train.Roles.Select(role => KeyValuePair.Create(role.Key, role.Value with { Learns = false })))
            }
        });
        Assert.NotEqual(start, learnt);
        Assert.All(steps, step => Assert.Equal((true, 0), (step.Parts[0].Statistics.Steps > 0, step.Parts[1].Statistics.Steps)));

        var known = Said(before, role: 1, from: 0).GroupBy(said => said.Where).ToDictionary(same => same.Key, same => same.First().LogProb);
        var shared = Said(steps, role: 1, from: 1).Where(said => known.ContainsKey(said.Where)).ToList();
        Assert.NotEmpty(shared);
        Assert.Equal(stays, shared.All(said => known[said.Where] == said.LogProb));
        Assert.All(Said(steps, role: 1, from: 1), said => Assert.Equal(stays ? 0 : 1, said.Version));
        Assert.All(Said(steps, role: 0, from: 1), said => Assert.Equal(1, said.Version));
    }

    // (what is seen, and what is said) → log-probability, of everything that a role said in updates from one on.
    private static IEnumerable<((string, string) Where, float LogProb, int Version)> Said(List<TrainingStep> steps, int role, int from) => steps.Skip(from)
        .SelectMany(step => step.Parts[0].Of.Episodes)
        .SelectMany(game => game.Turns.Where(turn => turn.Role == role).Select(turn => (Turn: turn, Reply: game.Transcripts[role].Turns[turn.RoleTurn].Reply, Game: game)))
        .Where(said => said.Reply is not null)
        .Select(said => (said.Turn, Sampling: said.Game.Transcripts[role].Segments[said.Reply!.Value].Sampling!))
        .Select(said => ((string.Join(' ', said.Turn.Observation.Parts), said.Turn.Text), said.Sampling.LogProbs[0], said.Sampling.WeightVersion));

    [Fact]
    public async Task Equal_runs_end_with_equal_weights_whatever_the_number_of_workers()
    {
        var (one, _) = await TrainAsync(Scenario("old_log_probs: recomputed, temperature: 0.8"), workers: 1);
        var (many, _) = await TrainAsync(Scenario("old_log_probs: recomputed, temperature: 0.8"), workers: 16);
        var (other, _) = await TrainAsync(Scenario("old_log_probs: recomputed"), workers: 16);
        Assert.Equal(one, many);
        Assert.NotEqual(one, other);
    }

    // Best play never loses a game that it can hold; random play loses most of them.
    [Theory]
    [InlineData("first: oracle", 1)]
    [InlineData("second: random", 0)]
    public async Task An_evaluation_judges_the_role_that_the_policy_plays(string roles, int judged)
    {
        var scenario = Scenario(eval: roles);
        var kind = ScenarioEpisodes.Kind(scenario);
        var services = new EpisodeServices(
            EvaluatedRoles.Agents(scenario, kind, new OracleAgent((IOracleSource)kind)), VisionPolicy.QwenPolicy.TinyRenderer(), new MemoryImageStore(), TimeProvider.System);
        var records = new List<EpisodeRecord>();
        var evaluation = await Evaluator.RunAsync(scenario, kind, services, 64, 1, records.Add, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(judged, EvaluatedRoles.Judged(scenario, kind));
        Assert.Equal(records.Count(record => record.Part("outcome", judged) >= 1) / 64.0, evaluation.Success);
        Assert.Equal(records.Average(record => record.Return(judged)), evaluation.Return, 1e-12);
        Assert.All(records, record => Assert.True(
            record.Part("outcome", judged) >= (judged == 0 ? record.Task.Features["best_play"] : 1 - record.Task.Features["best_play"])));
    }

    [Theory]
    [InlineData("group_size: 2", "", "train.roles.second.group_size")]
    [InlineData("learning_rat: 2", "", "did you mean 'train.roles.second.learning_rate'")]
    [InlineData("weights: start", "", "set learns: false beside it")]
    [InlineData("learns: false, weights: frozen", "", "must be one of shared, start")]
    [InlineData("old_log_probs: fresh", "", "must be one of sampled, recomputed")]
    [InlineData("", "first: random, second: oracle", "leave nothing to judge")]
    [InlineData("", "third: random", "eval.roles.third")]
    public void A_wrong_role_is_named(string role, string eval, string message) =>
        Assert.Contains(message, Assert.Throws<ScenarioException>(() => Scenario(role, eval)).Message, StringComparison.Ordinal);

    [Fact]
    public void Worlds_in_which_one_acts_alone_have_no_roles_to_set() => Assert.Contains(
        "there is no such key",
        Assert.Throws<ScenarioException>(() => ScenarioReader.Read(
            "name: m\nworld: { name: maze }\ntrain: { roles: { agent: { learns: false } } }", "m.yaml", ScenarioVocabulary.Default)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_role_reads_what_train_says_where_it_says_nothing_itself()
    {
        var train = Scenario("learning_rate: 5e-4, kl: { coefficient: 0.1 }").Train;
        Assert.Equal((1e-3, 5e-4, 1000), (train.Of("first").LearningRate, train.Of("second").LearningRate, train.Of("second").MiniBatchRows));
        Assert.Equal((0, 0.1), (train.Of("first").Kl.Coefficient, train.Of("second").Kl.Coefficient));
        Assert.True(LearnerSettings.Of(train).WithReference);
    }

    private static Scenario Scenario(string role = "", string eval = "") => ScenarioReader.Read(
        Yaml.Replace("ROLE", role, StringComparison.Ordinal).Replace("EVAL", eval, StringComparison.Ordinal), "board.yaml", ScenarioVocabulary.Default).Scenario;

    private static async Task<(string Weights, List<TrainingStep> Steps)> TrainAsync(Scenario scenario, int? workers = null)
    {
        var watcher = new Watcher();
        await using var session = PolicySession.OpenToLearn(scenario);
        await using var trainer = new Trainer(session, watcher, new RolloutCollector(session, workers));
        await trainer.RunAsync(0, TestContext.Current.CancellationToken);
        var weights = await session.Engine.RunAsync(() => Convert.ToHexString(SHA256.HashData(
            session.Policy.Parameters.Layout.SelectMany(entry => session.Policy.Parameters.Get(entry.Name)).SelectMany(BitConverter.GetBytes).ToArray())));
        return (weights, watcher.Steps);
    }

    private sealed class Watcher : ITrainingObserver
    {
        public List<TrainingStep> Steps { get; } = [];

        public Task UpdatedAsync(TrainingStep step, Learner learner, CancellationToken cancellation)
        {
            Steps.Add(step);
            return Task.CompletedTask;
        }
    }
}
