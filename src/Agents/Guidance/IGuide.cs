namespace Agentic.Agents;

/// <summary>Helps an episode. It is asked before each answer; what it gives is recorded as help and is never taken for the policy's own.</summary>
/// <remarks>
/// Help enters as words, which the policy reads after the observation (<see cref="GuidancePart"/>), or as an answer that is given in its
/// place. Either way its tokens have the origin <see cref="SegmentOrigin.Guidance"/>, which carries no loss. A guide that breaks is a fault.
/// </remarks>
public interface IGuide
{
    /// <summary>The help for one answer; <see cref="Help.None"/> for nothing.</summary>
    ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation);
}

/// <summary>What a guide may look at. It sees more than the policy does: it may know the task's solution.</summary>
/// <param name="Task">The task in play.</param>
/// <param name="Turn">Turns taken before this one.</param>
/// <param name="Role">Who answers.</param>
/// <param name="Observation">What there is to see.</param>
/// <param name="Said">What all roles have answered so far, in order.</param>
/// <param name="World">The world itself, where it can show what to do.</param>
public sealed record GuideTurn(
    TaskInstance Task, int Turn, int Role, Observation Observation, IReadOnlyList<string> Said, IDemonstrator? World);

/// <summary>Help for one answer.</summary>
/// <param name="Words">Read by the policy before it answers; null for none.</param>
/// <param name="Answer">Said in the policy's place; null where it answers itself.</param>
/// <param name="By">Answers in the policy's place, having read what it would have read; null for nobody. Its words count, its tokens are made anew.</param>
public readonly record struct Help(string? Words = null, string? Answer = null, IAgent? By = null)
{
    /// <summary>No help.</summary>
    public static Help None => default;
}
