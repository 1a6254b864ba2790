using Agentic.Agents;
using Agentic.Training.Evaluation;

namespace Agentic.Training.Recipes.AgentRlvr;

/// <summary>What choosing one of several attempts by a scorer comes to, on held-out tasks.</summary>
internal static class BestOfAttempts
{
    /// <summary>Attempts at a task.</summary>
    public const int Attempts = 4;

    /// <summary>Learns a scorer from the second half of training's attempts without help, and lets it choose.</summary>
    /// <param name="session">The policy that has learnt.</param>
    /// <param name="steps">Its updates.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Success of the chosen attempt, of any, and of the best one; NaN for the chosen where nothing could be learnt.</returns>
    public static async Task<IReadOnlyDictionary<string, double>> RunAsync(PolicySession session, IReadOnlyList<TrainingStep> steps, CancellationToken cancellation)
    {
        var scorer = TrajectoryScorer.Learn(steps.Skip(steps.Count / 2).SelectMany(step => step.Parts[0].Of.Episodes).Where(episode => !episode.HadHelp));
        var played = new List<EpisodeRecord>();
        await Evaluator.RunAsync(
            session.Scenario, session.Kind, session.Services(session.Agent(session.Scenario.Sampling)), session.Scenario.Eval.Tasks, Attempts, played.Add, cancellation: cancellation);
        var tasks = played.GroupBy(episode => episode.Group).Select(task => task.ToList()).ToList();
        return new Dictionary<string, double>
        {
            ["scored"] = scorer is null ? double.NaN : tasks.Average(task => task.MaxBy(scorer.Score)!.IsSolved ? 1.0 : 0),
            ["any"] = tasks.Average(task => task.Average(episode => episode.IsSolved ? 1.0 : 0)),
            ["best"] = tasks.Average(task => task.Any(episode => episode.IsSolved) ? 1.0 : 0),
        };
    }
}
