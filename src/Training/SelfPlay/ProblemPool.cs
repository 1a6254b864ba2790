using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Agentic.Agents;

namespace Agentic.Training.SelfPlay;

/// <summary>Accepted problems, to fill places whose own proposal was refused. Immutable; oldest first.</summary>
/// <param name="Problems">Each task once.</param>
public sealed record ProblemPool(ImmutableArray<Problem> Problems)
{
    /// <summary>Nothing in it.</summary>
    public static ProblemPool Empty { get; } = new([]);

    /// <summary>A problem, uniform among those that were solved at most so often; null where there is none.</summary>
    /// <param name="mostSuccess">Largest success that still asks for practice, 0 to 1.</param>
    /// <param name="random">Decides.</param>
    public Problem? Draw(double mostSuccess, ref RandomStream random)
    {
        Problem[] fitting = [.. Problems.Where(problem => problem.Success <= mostSuccess)];
        return fitting.Length == 0 ? null : fitting[random.NextInt(fitting.Length)];
    }

    /// <summary>With a problem as the newest; one with the same task makes way for it.</summary>
    public ProblemPool With(Problem problem) => new(Problems.RemoveAll(known => known.Task == problem.Task).Add(problem));

    /// <summary>The newest share of it, rounded down; 0 empties it.</summary>
    public ProblemPool Keep(double share) => new(Problems[(Problems.Length - (int)Math.Floor(share * Problems.Length))..]);

    /// <summary>As a checkpoint holds it.</summary>
    public JsonArray ToJson() => new([.. Problems.Select(problem => new JsonObject
    {
        ["task"] = problem.Task,
        ["success"] = problem.Success.ToString("R", CultureInfo.InvariantCulture),
        ["update"] = problem.Update,
    })]);

    /// <summary>Reads what was written.</summary>
    /// <exception cref="FormatException">It is no such list.</exception>
    public static ProblemPool Read(JsonNode? json)
    {
        try
        {
            return new ProblemPool([.. json!.AsArray().Select(problem => new Problem(
                problem!["task"]!.GetValue<string>(), double.Parse(problem["success"]!.GetValue<string>(), CultureInfo.InvariantCulture), problem["update"]!.GetValue<long>()))]);
        }
        catch (Exception wrong) when (wrong is NullReferenceException or InvalidOperationException)
        {
            throw new FormatException($"The pool of problems must be a list of objects with task, success and update: {wrong.Message}", wrong);
        }
    }
}
