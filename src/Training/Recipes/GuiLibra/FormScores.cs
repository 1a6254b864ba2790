using Agentic.Agents;

namespace Agentic.Training.Recipes.GuiLibra;

/// <summary>How a policy stands on forms that nobody learnt from. All three numbers are expectations over its samples, computed exactly.</summary>
/// <param name="Offline">Chance of the recorded action, over the steps of recordings: the offline step accuracy.</param>
/// <param name="Online">Chance to finish a form without a wrong action.</param>
/// <param name="Retained">Probability of right actions that the recording does not show, over steps that have any.</param>
internal readonly record struct FormScores(double Offline, double Online, double Retained)
{
    // Online, the application remembers some of what was filled in before: states that no recording from the top has.
    private const double Remembered = 0.25;

    /// <summary>Looks at a policy.</summary>
    /// <param name="policy">Borrowed.</param>
    /// <param name="tasks">Held-out forms.</param>
    /// <param name="key">Decides what is remembered online.</param>
    public static FormScores Of(StepPolicy policy, IReadOnlyList<FormTask> tasks, RandomKey key)
    {
        FormStep[] steps = [.. tasks.SelectMany(task => FormStep.Record(task, task.FromTheTop))];
        var probabilities = policy.Probabilities([.. steps.Select(step => (step.Task, step.Filled))]);
        var (offline, retained, ambiguous) = (0.0, 0.0, 0);
        for (var at = 0; at < steps.Length; at++)
        {
            var row = probabilities.AsSpan(at * FormTask.Actions, FormTask.Actions);
            var others = 0.0;
            var hasOthers = false;
            foreach (var action in steps[at].Task.Right(steps[at].Filled).Where(action => action != steps[at].Shown))
            {
                (others, hasOthers) = (others + row[action], true);
            }

            offline += row[steps[at].Shown];
            (retained, ambiguous) = hasOthers ? (retained + others, ambiguous + 1) : (retained, ambiguous);
        }

        return new FormScores(offline / steps.Length, Success(policy, tasks, key), retained / ambiguous);
    }

    // From the full form back: V(filled) = Σ over right actions of π · V(after); a wrong action ends in failure.
    private static double Success(StepPolicy policy, IReadOnlyList<FormTask> tasks, RandomKey key)
    {
        var states = tasks.SelectMany(task => Subsets(task.Asked).Select(filled => (task, filled))).ToList();
        var probabilities = policy.Probabilities(states);
        var random = key.Stream();
        var (sum, at) = (0.0, 0);
        foreach (var task in tasks)
        {
            var values = new Dictionary<int, double>();
            foreach (var filled in Subsets(task.Asked))
            {
                var row = probabilities.AsSpan(at++ * FormTask.Actions, FormTask.Actions);
                var value = 0.0;
                foreach (var action in task.Right(filled))
                {
                    value += row[action] * (action == FormTask.Done ? 1 : values[filled | (1 << action)]);
                }

                values[filled] = value;
            }

            var start = 0;
            for (var place = 0; place < FormTask.Places; place++)
            {
                start |= (task.Asked >> place & 1) == 1 && random.NextBool(Remembered) ? 1 << place : 0;
            }

            sum += values[start];
        }

        return sum / tasks.Count;
    }

    // All subsets of a set of bits, each after every set that holds it.
    private static IEnumerable<int> Subsets(int set)
    {
        for (var subset = set; ; subset = (subset - 1) & set)
        {
            yield return subset;
            if (subset == 0)
            {
                yield break;
            }
        }
    }
}
