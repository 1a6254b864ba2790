namespace Agentic.Agents;

/// <summary>Everything that decides an episode, except the agents' answers.</summary>
public sealed record EpisodePlan
{
    /// <summary>The world kind.</summary>
    public required IWorldKind Kind { get; init; }

    /// <summary>The task to play.</summary>
    public required TaskInstance Task { get; init; }

    /// <summary>Position of the episode in its run; the order of the log.</summary>
    public required long Index { get; init; }

    /// <summary>Which group of siblings it belongs to.</summary>
    public long Group { get; init; }

    /// <summary>Its place among its siblings.</summary>
    public int Member { get; init; }

    /// <summary>The episode that this one grew from; null for one that stands alone.</summary>
    public EpisodeParent? Parent { get; init; }

    /// <summary>Root of the episode's random streams: chance events and sampling.</summary>
    public required RandomKey Key { get; init; }

    /// <summary>What it may use up.</summary>
    public required EpisodeLimits Limits { get; init; }

    /// <summary>How much history the policy sees.</summary>
    public ContextWindow Window { get; init; } = ContextWindow.Full;

    /// <summary>What the parts count for.</summary>
    public required RewardWeights Weights { get; init; }

    /// <summary>What the policy is told first.</summary>
    public required string Instruction { get; init; }

    /// <summary>What was said in the first turns of an episode that this one begins as: said again, to the token, without anybody being asked.</summary>
    public IReadOnlyList<AgentReply> Begun { get; init; } = [];

    /// <summary>Who helps; null for nobody. What it gives is recorded, who it was is not.</summary>
    public IGuide? Guide { get; init; }
}

/// <summary>What an episode runs on: shared by all episodes of a run, owned by the caller.</summary>
/// <param name="Agents">One agent per role, in the descriptor's order; a single agent plays all roles.</param>
/// <param name="Renderer">Words and pictures to tokens.</param>
/// <param name="Images">Where frames go.</param>
/// <param name="Clock">The only clock.</param>
public sealed record EpisodeServices(IReadOnlyList<IAgent> Agents, ITurnRenderer Renderer, IImageStore Images, TimeProvider Clock)
{
    /// <summary>The agent of a role.</summary>
    public IAgent AgentOf(int role) => Agents[Math.Min(role, Agents.Count - 1)];
}
