namespace Agentic.Agents;

/// <summary>What an episode may use up.</summary>
/// <param name="MaxTurns">Answers.</param>
/// <param name="MaxTokensPerTurn">Tokens of one answer.</param>
/// <param name="MaxTokens">Tokens of the whole transcript of a role.</param>
/// <param name="MaxTime">Wall-clock time; null for no limit, which alone keeps a run reproducible.</param>
public sealed record EpisodeLimits(int MaxTurns, int MaxTokensPerTurn = 64, int MaxTokens = 8192, TimeSpan? MaxTime = null)
{
    /// <summary>Unparsable answers in a row that end an episode.</summary>
    public const int MaxRefusalsInARow = 3;
}
