using Agentic.Agents;
using Agentic.Training.Advantages;
using Agentic.Training.Objectives;
using Agentic.Training.Optimization;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Recipes.GuiLibra;

/// <summary>Imitation and offline step-level reinforcement on forms, by the parts that scenarios use.</summary>
internal static class FormLearning
{
    /// <summary>Imitates recordings, maximum likelihood.</summary>
    public static void Imitate(StepPolicy policy, IReadOnlyList<FormStep> steps, int updates, int rows, double learningRate, RandomKey key, CancellationToken cancellation)
    {
        using var optimizer = new Optimizer(policy.Parameters, new AdamW(new AdamWSettings()));
        var random = key.Stream();
        for (var update = 0; update < updates; update++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            FormStep[] batch = [.. Enumerable.Range(0, rows).Select(_ => steps[random.NextInt(steps.Count)])];
            var logProbs_N1 = policy.LogProbs(See(policy, batch)).gather(1, Column(policy, batch.Select(step => step.Shown)));
            using var loss = LikelihoodLosses.Negative(logProbs_N1, All(policy, rows)).mean();
            optimizer.ClearGradients();
            loss.backward();
            optimizer.Step(learningRate);
        }
    }

    /// <summary>Reinforces on recorded steps: several samples of each, judged against the one recorded action.</summary>
    /// <param name="policy">What learns; what it is before is the reference.</param>
    /// <param name="steps">The recordings.</param>
    /// <param name="settings">As a scenario has them: groups, their size, steps an update, advantage, scaling, objective, KL.</param>
    /// <param name="key">Decides batches and samples.</param>
    /// <param name="looked">Called after each update with its number from 1.</param>
    public static void Reinforce(StepPolicy policy, IReadOnlyList<FormStep> steps, TrainSettings settings, RandomKey key, Action<int> looked)
    {
        var recipe = Recipe.Of(settings);
        using var reference = policy.Copy();
        using var optimizer = new Optimizer(policy.Parameters, UpdateRules.All[settings.Optimizer](settings));
        var random = key.Stream();
        int[] order = [.. Enumerable.Range(0, steps.Count)];
        random.Shuffle<int>(order);
        for (var update = 0; update < settings.Updates; update++)
        {
            // Every step once before any comes again.
            FormStep[] rows = [.. Enumerable.Range(0, settings.Groups)
                .SelectMany(group => Enumerable.Repeat(steps[order[((update * settings.Groups) + group) % order.Length]], settings.GroupSize))];
            int[] groups_B = [.. Enumerable.Range(0, rows.Length).Select(row => row / settings.GroupSize)];
            var probabilities = policy.Probabilities([.. rows.Select(step => (step.Task, step.Filled))]);
            var said_B = new int[rows.Length];
            var (returns_B, oldLogProbs_B) = (new double[rows.Length], new float[rows.Length]);
            for (var row = 0; row < rows.Length; row++)
            {
                var distribution = probabilities.AsSpan(row * FormTask.Actions, FormTask.Actions);
                said_B[row] = Draw(distribution, ref random);
                oldLogProbs_B[row] = MathF.Log(distribution[said_B[row]]);
                returns_B[row] = FormTask.Reward(said_B[row], rows[row].Shown);
            }

            var advantages_B = recipe.Advantage(AdvantageBatch.OfSteps(returns_B, groups_B));
            var size = settings.MiniBatchRows * settings.GroupSize;
            for (var start = 0; start < rows.Length; start += size)
            {
                var part = start..Math.Min(start + size, rows.Length);
                Step(policy, reference, optimizer, recipe, rows[part], said_B[part], oldLogProbs_B[part], advantages_B[part], settings.LearningRate * recipe.Schedule(update));
            }

            looked(update + 1);
        }
    }

    private static void Step(
        StepPolicy policy, StepPolicy reference, Optimizer optimizer, Recipe recipe, FormStep[] rows, int[] said_B, float[] oldLogProbs_B, double[] advantages_B, double rate)
    {
        using var scope = NewDisposeScope();
        var (features_BX, actions_B1) = (See(policy, rows), Column(policy, said_B));
        using var result = recipe.Objective.Evaluate(new ObjectiveInputs
        {
            LogProbs_BT = policy.LogProbs(features_BX).gather(1, actions_B1),
            OldLogProbs_BT = policy.Device.Put(oldLogProbs_B, rows.Length, 1),
            RefLogProbs_BT = reference.LogProbs(features_BX).gather(1, actions_B1).detach(),
            Advantages_BT = policy.Device.Put(Array.ConvertAll(advantages_B, advantage => (float)advantage), rows.Length, 1),
            IsSampled_BT = All(policy, rows.Length),
            Totals = new BatchTotals(rows.Length, rows.Length, 1),
        });
        optimizer.ClearGradients();
        result.Loss.backward();
        _ = GradientClipping.ByGlobalNorm(policy.Parameters.Select(entry => entry.Parameter), 1);
        optimizer.Step(rate);
    }

    private static int Draw(ReadOnlySpan<float> distribution, ref RandomStream random)
    {
        var left = random.NextDouble();
        var last = 0;
        for (var action = 0; action < distribution.Length; action++)
        {
            if (distribution[action] > 0)
            {
                last = action;
                left -= distribution[action];
                if (left < 0)
                {
                    return action;
                }
            }
        }

        // Rounding may leave a rest.
        return last;
    }

    private static Tensor See(StepPolicy policy, FormStep[] rows) => policy.See(Array.ConvertAll(rows, step => (step.Task, step.Filled)));

    private static Tensor Column(StepPolicy policy, IEnumerable<int> actions) => policy.Device.Put([.. actions.Select(action => (long)action)]).unsqueeze(1);

    private static Tensor All(StepPolicy policy, int rows) => policy.Device.Put([.. Enumerable.Repeat(true, rows)], rows, 1);
}
