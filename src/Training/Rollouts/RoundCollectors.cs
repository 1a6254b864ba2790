using Agentic.Training.SelfPlay;

namespace Agentic.Training.Rollouts;

/// <summary>Chooses how a scenario's rounds are collected: the one place that knows the ways.</summary>
public static class RoundCollectors
{
    /// <summary>The collector of the session's scenario.</summary>
    public static IRoundCollector For(PolicySession session) => session.Game is null ? new RolloutCollector(session) : new SelfPlayCollector(session);
}
