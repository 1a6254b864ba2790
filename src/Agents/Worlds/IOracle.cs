using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>Knows how one task is solved. It follows the episode by the answers given so far.</summary>
public interface IOracle
{
    /// <summary>The answer to give after these answers (those of all roles, in order), or null when no answer can succeed any more.</summary>
    string? Next(IReadOnlyList<string> answers);

    /// <summary>Whether the answers so far can still be continued to a solution.</summary>
    bool IsOnTheWay(IReadOnlyList<string> answers);

    /// <summary>A hint for the next answer; level 0 says the least, <see cref="OracleHints.Levels"/> − 1 gives the answer away.</summary>
    string Hint(IReadOnlyList<string> answers, int level);
}

/// <summary>Helpers over any oracle.</summary>
public static class OracleHints
{
    /// <summary>Number of hint levels that every oracle offers: goal, direction, next answer.</summary>
    public const int Levels = 3;

    /// <summary>The whole plan from the start, at most <paramref name="limit"/> answers.</summary>
    public static ImmutableArray<string> Plan(this IOracle oracle, int limit)
    {
        var answers = new List<string>();
        while (answers.Count < limit && oracle.Next(answers) is { } next)
        {
            answers.Add(next);
        }

        return [.. answers];
    }
}
