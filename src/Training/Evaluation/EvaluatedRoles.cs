using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Evaluation;

/// <summary>Who plays which role when a policy is judged. The first role that the policy plays is the one that is judged.</summary>
public static class EvaluatedRoles
{
    /// <summary>Whoever is judged.</summary>
    public const string Policy = "policy";

    /// <summary>Who can play a role.</summary>
    public static ImmutableArray<string> Players { get; } = [Policy, "random", "oracle"];

    /// <summary>An agent for each role of the world.</summary>
    /// <param name="scenario">Says who plays what.</param>
    /// <param name="kind">The world.</param>
    /// <param name="judged">Plays the other roles.</param>
    public static IReadOnlyList<IAgent> Agents(Scenario scenario, IWorldKind kind, IAgent judged) =>
        [.. kind.Descriptor.Roles.Select(role => Player(scenario, role) switch
        {
            "random" => new RandomAgent((IAnswerSource)kind),
            "oracle" => new OracleAgent(kind as IOracleSource),
            _ => judged,
        })];

    /// <summary>The role that is judged, by its place in the descriptor.</summary>
    public static int Judged(Scenario scenario, IWorldKind kind) =>
        Math.Max(0, kind.Descriptor.Roles.ToList().FindIndex(role => Player(scenario, role) == Policy));

    private static string Player(Scenario scenario, string role) => scenario.Eval.Roles.GetValueOrDefault(role, Policy);
}
