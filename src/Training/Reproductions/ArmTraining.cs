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
    /// <param name="folder">Where the policy is saved.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Its greedy success on held-out tasks.</returns>
    public static async Task<double> ImitateAsync(Scenario scenario, string folder, CancellationToken cancellation)
    {
        await using var session = PolicySession.OpenToLearn(scenario);
        await WarmStart.RunAsync(session, scenario.WarmStart!, null, cancellation);
        await session.Engine.RunAsync(() =>
        {
            session.Policy.Save(folder, exact: true);
            return 0;
        });
        return await JudgeAsync(session, cancellation);
    }

    /// <summary>Trains one arm.</summary>
    /// <param name="scenario">The arm.</param>
    /// <param name="start">Folder of the policy that it begins with.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="trained">Does more with the policy when it has learnt, such as sampling from it; null for nothing.</param>
    /// <returns>Its updates, and its greedy success on held-out tasks afterwards, without help.</returns>
    public static async Task<(IReadOnlyList<TrainingStep> Steps, double HeldOut)> RunAsync(
        Scenario scenario, string start, CancellationToken cancellation, Func<PolicySession, IReadOnlyList<TrainingStep>, Task>? trained = null)
    {
        var steps = new Steps();
        await using var session = PolicySession.OpenToLearn(scenario with { WarmStart = null, Policy = scenario.Policy with { Preset = null, Checkpoint = start } });
        await using (var trainer = new Trainer(session, steps))
        {
            await trainer.RunAsync(0, cancellation);
        }

        if (trained is not null)
        {
            await trained(session, steps.All);
        }

        return (steps.All, await JudgeAsync(session, cancellation));
    }

    /// <summary>Greedy success on the scenario's held-out tasks.</summary>
    public static async Task<double> JudgeAsync(PolicySession session, CancellationToken cancellation) => (await Evaluator.RunAsync(
        session.Scenario, session.Kind, session.Services(session.Agent(SamplingOptions.Greedy)), session.Scenario.Eval.Tasks, 1, cancellation: cancellation)).Success;

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
