using Agentic.Agents;
using Agentic.Training.Evaluation;
using Agentic.Training.Learning;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training.Reproductions;

/// <summary>Trains arms of an experiment that all set out from the same imitation.</summary>
public static class ArmTraining
{
    /// <summary>Makes the policy that all arms begin with.</summary>
    /// <param name="scenario">Says how to imitate.</param>
    /// <param name="start">Its folder is where the policy is saved.</param>
    public static void Imitate(Scenario scenario, Preparation start) => ImitateAsync(scenario, start).GetAwaiter().GetResult();

    private static async Task ImitateAsync(Scenario scenario, Preparation start)
    {
        await using var session = PolicySession.OpenToLearn(scenario);
        await WarmStart.RunAsync(session, scenario.WarmStart!, reached => start.Say(reached.Describe()), start.Cancellation);
        await session.Engine.RunAsync(() =>
        {
            session.Policy.Save(start.Folder, exact: true);
            return 0;
        });
    }

    /// <summary>Trains one arm.</summary>
    /// <param name="scenario">The arm.</param>
    /// <param name="start">Folder of the policy that it begins with.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="report">Where the arm's returns by update and its first held-out episode are left; null for nowhere.</param>
    /// <param name="arm">The arm's name there.</param>
    /// <param name="look">Looks at the policy after its last update; null for nobody.</param>
    /// <returns>Its updates, and its greedy success on held-out tasks afterwards, without help.</returns>
    public static Task<(IReadOnlyList<TrainingStep> Steps, double HeldOut)> RunAsync(
        Scenario scenario, string start, CancellationToken cancellation, SeedContext? report = null, string arm = "", Func<IReadOnlyList<TrainingStep>, PolicySession, Task>? look = null) =>
        RunAsync(scenario, start, async (all, session) =>
        {
            await (look?.Invoke(all, session) ?? Task.CompletedTask);
            return (await JudgeAsync(session, scenario, cancellation, report, arm)).Success;
        }, cancellation, report, arm);

    /// <summary>Trains one arm, and has it judged in another way.</summary>
    /// <param name="scenario">The arm.</param>
    /// <param name="start">Folder of the policy that it begins with.</param>
    /// <param name="judge">Called once, when it is trained.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="report">Where the arm's returns by update are left; null for nowhere.</param>
    /// <param name="arm">The arm's name there.</param>
    public static async Task<(IReadOnlyList<TrainingStep> Steps, T Judged)> RunAsync<T>(
        Scenario scenario, string start, Func<IReadOnlyList<TrainingStep>, PolicySession, Task<T>> judge, CancellationToken cancellation, SeedContext? report = null, string arm = "")
    {
        var steps = new Steps();
        await using var session = PolicySession.OpenToLearn(scenario with { WarmStart = null, Policy = scenario.Policy with { Preset = null, Checkpoint = start } });
        await using (var trainer = new Trainer(session, steps))
        {
            await trainer.RunAsync(0, cancellation);
        }

        report?.Curve(arm, steps.All.Select(step => step.Parts[^1].Of.Scored.Select(episode => episode.Return).DefaultIfEmpty(double.NaN).Average()));
        return (steps.All, await judge(steps.All, session));
    }

    /// <summary>A greedy evaluation of a policy, also on other tasks than those of its own scenario.</summary>
    /// <param name="session">The policy.</param>
    /// <param name="tasks">Says which tasks; of the same world.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="report">Where its first episode is left; null for nowhere.</param>
    /// <param name="arm">The arm's name there.</param>
    public static Task<Evaluation.Evaluation> JudgeAsync(
        PolicySession session, Scenario tasks, CancellationToken cancellation, SeedContext? report = null, string arm = "")
    {
        var isFirst = true;
        return Evaluator.RunAsync(tasks, session.Kind, session.Services(session.Agent(SamplingOptions.Greedy)), tasks.Eval.Tasks, 1, record =>
        {
            if (isFirst)
            {
                report?.Example(arm, record);
            }

            isFirst = false;
        }, cancellation: cancellation);
    }

    /// <summary>A greedy evaluation of a saved policy.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="tasks">Says which tasks.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<Evaluation.Evaluation> JudgeAsync(string folder, Scenario tasks, CancellationToken cancellation)
    {
        await using var session = PolicySession.Open(tasks, folder);
        return await JudgeAsync(session, tasks, cancellation);
    }

    private sealed class Steps : ITrainingObserver
    {
        public List<TrainingStep> All { get; } = [];

        public Task UpdatedAsync(TrainingStep step, Learner learner, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            All.Add(step);
            return Task.CompletedTask;
        }
    }
}
