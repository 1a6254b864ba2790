using Agentic.Agents;
using Agentic.Training.Logging;
using Agentic.Training.Reproductions;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Recipes.Ssp;

/// <summary>Trains one arm from the common start, and measures it.</summary>
internal static class SspArm
{
    /// <summary>The arm's measures by short name: held-out success, and over its last quarter the solvers' success in the game, the proposer's reward, and the share accepted.</summary>
    /// <param name="scenario">The arm.</param>
    /// <param name="start">Folder of the policy that all arms begin with.</param>
    /// <param name="context">The seed that it belongs to.</param>
    /// <param name="arm">The arm's name.</param>
    public static async Task<IReadOnlyDictionary<string, double>> RunAsync(Scenario scenario, string start, SeedContext context, string arm)
    {
        var (steps, heldOut) = await ArmTraining.RunAsync(scenario, start, context.Cancellation, context, arm);
        var late = steps.TakeLast(Math.Max(1, steps.Count / 4)).ToList();
        return new Dictionary<string, double>
        {
            ["held_out"] = heldOut,
            ["in_game"] = Mean(late.Select(step => Solved(Part(step, SelfPlaySettings.Solver)))),
            ["proposer"] = Mean(late.Select(step => Mean(Part(step, SelfPlaySettings.Proposer).Scored.Select(episode => episode.Return)))),
            ["accepted"] = Mean(late.Select(step => step.Measures[MetricNames.AcceptedShare])),
            ["accepted_wrong"] = Mean(late.Select(step => step.Measures[MetricNames.AcceptedWrongShare])),
        };
    }

    private static RolePart Part(TrainingStep step, string role) => step.Parts.Single(part => part.Of.Role == role).Of;

    // NaN where there is nothing to average: such a seed has no say in a claim.
    private static double Solved(RolePart part) => Mean(part.Episodes.Where(episode => episode.End is not EpisodeEnd.Faulted).Select(episode => episode.IsSolved ? 1.0 : 0));

    private static double Mean(IEnumerable<double> values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
}
