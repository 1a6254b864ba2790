namespace Agentic.Agents;

/// <summary>
/// What a world says after an action: the episode goes on, it is over, or something broke. Running out of turns, time or tokens
/// is the engine's to say, and a fault carries no reward by construction.
/// </summary>
public abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    /// <summary>The episode goes on.</summary>
    /// <param name="Reward">Parts earned by this step.</param>
    /// <param name="Feedback">Words for the policy about this action, or null.</param>
    /// <param name="Legal">False when the action was understood but not allowed here.</param>
    public sealed record Continued(Reward Reward = default, string? Feedback = null, bool Legal = true) : StepOutcome;

    /// <summary>The task is over: solved or failed. No discounting of a later value across this end.</summary>
    /// <param name="Solved">Whether the goal was reached.</param>
    /// <param name="Reward">Parts earned by this step; "outcome" is expected among them.</param>
    /// <param name="Legal">False when the action was understood but not allowed here.</param>
    /// <param name="Feedback">Words about how it ended, or null: for whoever watches, since nobody is asked again.</param>
    public sealed record Terminated(bool Solved, Reward Reward, bool Legal = true, string? Feedback = null) : StepOutcome;

    /// <summary>The world broke. The episode is retried or dropped, never scored.</summary>
    /// <param name="Fault">What happened.</param>
    public sealed record Faulted(Fault Fault) : StepOutcome;

    /// <summary>Solved, with outcome 1.</summary>
    public static StepOutcome Success { get; } = new Terminated(true, Reward.Of(RewardWeights.Outcome, 1));

    /// <summary>Failed, with outcome 0.</summary>
    public static StepOutcome Failure { get; } = new Terminated(false, Reward.Of(RewardWeights.Outcome, 0));
}
