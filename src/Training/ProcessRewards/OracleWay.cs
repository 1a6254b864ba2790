using System.Text;
using Agentic.Agents;

namespace Agentic.Training.ProcessRewards;

/// <summary>How far it is to the goal of one task, by its oracle. Remembers what it was asked: siblings begin alike. For one thread.</summary>
/// <param name="oracle">The task's oracle.</param>
/// <param name="limit">Most turns of an episode, 1 or more: what is further away is out of reach.</param>
public sealed class OracleWay(IOracle oracle, int limit)
{
    private readonly Dictionary<string, int?> _left = new(StringComparer.Ordinal);

    /// <summary>Answers beyond which nothing is told apart.</summary>
    public int Limit { get; } = Math.Max(1, limit);

    /// <summary>Answers that the oracle would still give, 1 to <see cref="Limit"/>, which stands for all that is further; null where no answer can succeed.</summary>
    /// <param name="said">The answers so far, of an episode that is not over.</param>
    public int? Left(ReadOnlySpan<string> said)
    {
        var key = Key(said);
        if (_left.TryGetValue(key, out var known))
        {
            return known;
        }

        var answers = new List<string>(said.Length + Limit);
        answers.AddRange(said);
        while (answers.Count - said.Length < Limit && oracle.Next(answers) is { } next)
        {
            answers.Add(next);
        }

        var left = answers.Count - said.Length;
        if (left > 1 && left < Limit)
        {
            // Whoever does as the oracle would is on the way that was just walked.
            _left[key + Key([answers[said.Length]])] = left - 1;
        }

        return _left[key] = left == 0 ? null : left;
    }

    /// <summary>The answer that the oracle would give, or null when none can succeed.</summary>
    /// <param name="said">The answers so far.</param>
    public string? Next(ReadOnlySpan<string> said) => oracle.Next([.. said]);

    /// <summary>Whether the answers so far can still be continued to a solution.</summary>
    /// <param name="said">The answers so far.</param>
    public bool IsOpen(ReadOnlySpan<string> said) => oracle.IsOnTheWay([.. said]);

    // An answer may hold any character, so that its length must say where it ends.
    private static string Key(ReadOnlySpan<string> said)
    {
        var key = new StringBuilder();
        foreach (var answer in said)
        {
            key.Append(answer.Length).Append(':').Append(answer);
        }

        return key.ToString();
    }
}
