using Agentic.Agents;
using Agentic.Training.Learning;
using Agentic.Training.Optimization;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.Training.Tests.Objectives;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Learning;

/// <summary>Gradients of the same rows by different ways, on real episodes of unequal length.</summary>
[Collection(nameof(PeakMemory))]
public sealed class LearnerTests
{
    private const string Yaml = """
        name: small
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 3, length: [1, 3] } }
        context: full
        limits: { turns: 4, tokens_per_turn: 2, tokens: 512 }
        policy: { preset: tiny }
        train: { updates: 1, groups: 6, group_size: 4, kl: { coefficient: 0.1 }, entropy_coefficient: 0.01 }
        """;

    [Fact]
    public async Task Gradients_do_not_depend_on_how_many_tokens_go_through_together()
    {
        await using var session = Open();
        var rows = await RowsAsync(session);
        Assert.True(rows.Unique.Select(row => row.Length).Distinct().Count() > 1, "the rows are all equally long");
        var whole = await GradientsAsync(session, rows, settings => settings);
        await CompareAsync(session, rows, whole, settings => settings with { MaxTokensPerPass = 1 }, 1e-5);
        await CompareAsync(session, rows, whole, settings => settings with { MaxTokensPerPass = 700 }, 1e-5);
    }

    [Fact]
    public async Task Rows_that_read_the_same_and_choose_differently_go_through_the_model_once_and_give_the_same_gradients()
    {
        await using var session = Open("context: last 0\n" + Yaml.Replace("context: full", "", StringComparison.Ordinal).Replace("tokens_per_turn: 2", "tokens_per_turn: 1", StringComparison.Ordinal));
        var rows = await RowsAsync(session);
        var choices = rows.Visits.Select(visits => visits.Select(visit => visit.LastToken).Distinct().Count()).ToList();
        Assert.True(choices.Max() > 1, "no state was left in two ways");
        Assert.True(choices.Sum() > 1.5 * rows.Unique.Count, $"{choices.Sum()} choices in {rows.Unique.Count} states are too few to tell");
        var together = await GradientsAsync(session, rows, settings => settings);
        var apart = together.ToDictionary(entry => entry.Key, entry => new float[entry.Value.Length]);
        foreach (var row in rows.Visits.SelectMany(visits => visits))
        {
            foreach (var (name, gradient) in await GradientsAsync(session, RowSet.Fold([row]), settings => settings))
            {
                apart[name] = [.. apart[name].Zip(gradient, (sum, one) => sum + one)];
            }
        }

        Check(apart, together, 1e-5);
    }

    [Fact]
    public async Task Gradients_do_not_depend_on_how_many_logits_are_made_together()
    {
        await using var session = Open();
        var rows = await RowsAsync(session);
        var whole = await GradientsAsync(session, rows, settings => settings);
        // One logit row at a time: the gradient of a state is summed in another order.
        await CompareAsync(session, rows, whole, settings => settings with { LogitBytes = 1 }, 3e-6);
    }

    [Fact]
    public async Task Layers_that_are_computed_again_give_the_same_gradients_in_less_memory()
    {
        await using var session = Open();
        var rows = await RowsAsync(session);
        Dictionary<string, float[]> again = [], kept = [];
        await session.Engine.RunAsync(() => Gradients(session, rows, settings => settings with { Recompute = true }));
        var little = await session.Engine.RunAsync(() => PeakMemory.Of(() => again = Gradients(session, rows, settings => settings with { Recompute = true })));
        var much = await session.Engine.RunAsync(() => PeakMemory.Of(() => kept = Gradients(session, rows, settings => settings)));
        Check(kept, again, 1e-6);

        // A layer of 4 keeps at least its input, its queries, keys and values and its gates: 128 + 256 + 2 · 352 floats a token. Three more live at a time.
        var tokens = rows.Unique.Sum(row => row.Length);
        Assert.True(
            much - little > 3L * tokens * (128 + 256 + 704) * sizeof(float) / 2, $"keeping the layers of {tokens} tokens took {much >> 10} KiB, computing them again {little >> 10} KiB.");
    }

    [Fact]
    public async Task A_reference_that_is_the_policy_itself_pulls_nowhere_and_leaves_no_trace()
    {
        await using var session = Open();
        var rows = await RowsAsync(session);
        var before = await session.Engine.RunAsync(() => session.Policy.Parameters.Get("model.norm.weight"));
        var statistics = await session.Engine.RunAsync(() =>
        {
            using var learner = new Learner(session.Policy, session.Images, LearnerSettings.Of(session.Scenario.Train)).HoldReference(0);
            return PolicyUpdate.Run(
                learner, rows, new double[1000], Recipe.Of(session.Scenario.Train).Objective, session.Scenario.Train, 2, 0, RandomKey.FromSeed(1));
        });
        Assert.Equal(0, statistics.ReferenceKl);
        Assert.InRange(statistics.Entropy!.Value, 1, Math.Log(1000));
        Assert.Equal(before, await session.Engine.RunAsync(() => session.Policy.Parameters.Get("model.norm.weight")));
    }

    [Fact]
    public async Task A_reference_stays_where_it_was_while_the_policy_moves()
    {
        await using var session = Open();
        var rows = await RowsAsync(session);
        var (first, second) = await session.Engine.RunAsync(() =>
        {
            using var learner = new Learner(session.Policy, session.Images, LearnerSettings.Of(session.Scenario.Train)).HoldReference(0);
            UpdateStatistics Learn(double rate) => PolicyUpdate.Run(
                learner, rows, [.. Enumerable.Range(0, 1000).Select(at => at % 2 - 0.5)], Recipe.Of(session.Scenario.Train).Objective,
                session.Scenario.Train with { MiniBatchRows = 1000 }, 2, rate, RandomKey.FromSeed(1));
            return (Learn(0.003), Learn(0.003));
        });
        Assert.Equal(0, first.ReferenceKl);
        Assert.True(second.ReferenceKl > 1e-4, $"after a step the divergence is {second.ReferenceKl}");
    }

    [Fact]
    public async Task A_lost_reference_is_not_made_up()
    {
        await using var session = Open();
        var refusal = await session.Engine.RunAsync(() =>
        {
            using var learner = new Learner(session.Policy, session.Images, LearnerSettings.Of(session.Scenario.Train));
            return Assert.Throws<InvalidOperationException>(() => learner.HoldReference(7));
        });
        Assert.Contains("after update 7 was written without it", refusal.Message, StringComparison.Ordinal);
    }

    private static PolicySession Open(string yaml = Yaml) => PolicySession.Open(ScenarioReader.Read(yaml, "small.yaml", ScenarioVocabulary.Default).Scenario);

    private static async Task<RowSet> RowsAsync(PolicySession session)
    {
        var round = await new RolloutCollector(session).CollectAsync(0, TestContext.Current.CancellationToken);
        return RowSet.Fold(round.Parts[0].Scored.SelectMany(TrainingRow.Of));
    }

    private static async Task CompareAsync(
        PolicySession session, RowSet rows, Dictionary<string, float[]> whole, Func<LearnerSettings, LearnerSettings> change, double tolerance) =>
        Check(whole, await GradientsAsync(session, rows, change), tolerance);

    private static void Check(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual, double tolerance)
    {
        foreach (var (name, whole) in expected)
        {
            var distance = Math.Sqrt(whole.Zip(actual[name]).Sum(pair => Math.Pow(pair.First - (double)pair.Second, 2)));
            var size = Math.Sqrt(whole.Sum(value => (double)value * value));
            Assert.True(distance <= (tolerance * size) + 1e-9, $"{name}: {distance} of {size}");
        }
    }

    private static Task<Dictionary<string, float[]>> GradientsAsync(PolicySession session, RowSet rows, Func<LearnerSettings, LearnerSettings> change) =>
        session.Engine.RunAsync(() => Gradients(session, rows, change));

    // Σ c·log π + Σ entropy / 10 + KL against itself, with a c of each slot's own.
    private static Dictionary<string, float[]> Gradients(PolicySession session, RowSet rows, Func<LearnerSettings, LearnerSettings> change)
    {
        var settings = change(new LearnerSettings(new Sgd(new SgdSettings()), 1e9) { WithEntropies = true, WithReference = true });
        using var learner = new Learner(session.Policy, session.Images, settings).HoldReference(0);
        learner.Step(rows, (batch, scores) =>
        {
            using var scope = NewDisposeScope();
            var weights = tensor([.. batch.OldLogProbs_VR.Select(value => MathF.Sin(1000 * value))], scores.LogProbs_VR.shape);
            var moved = scores.LogProbs_VR.Minus(scores.RefLogProbs_VR!);
            return scores.LogProbs_VR.Times(weights).sum().Plus(scores.Entropies_VR!.sum().Times(0.1)).Plus(moved.Squared().sum()).MoveToOuterDisposeScope();
        }, 0);
        using var scope = NewDisposeScope();
        return session.Policy.Trained.ToDictionary(entry => entry.Name, entry => entry.Parameter.grad!.data<float>().ToArray());
    }
}
