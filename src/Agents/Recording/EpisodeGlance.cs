namespace Agentic.Agents;

/// <summary>What a list shows of an episode, read without making its turns.</summary>
/// <param name="Head">The record without turns; its transcripts hold the instructions alone.</param>
/// <param name="SampledTokens">Tokens that the policy chose.</param>
/// <param name="Images">Pictures shown, each time counted.</param>
public readonly record struct EpisodeGlance(EpisodeRecord Head, int SampledTokens, int Images);
