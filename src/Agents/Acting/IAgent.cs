namespace Agentic.Agents;

/// <summary>Whoever answers: a policy, an oracle, a script, a person.</summary>
public interface IAgent
{
    /// <summary>Answers one turn.</summary>
    ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation);
}

/// <summary>What an agent is given to answer.</summary>
/// <param name="Task">The task in play.</param>
/// <param name="Turn">Turns taken before this one.</param>
/// <param name="Observation">What there is to see.</param>
/// <param name="Prompt">The same as tokens: everything the policy reads, in order.</param>
/// <param name="Answers">The texts answered so far.</param>
/// <param name="MaxTokens">How long the answer may be, in tokens.</param>
/// <param name="Sampling">Key of this turn's sampling; token i uses child i.</param>
public sealed record AgentTurn(
    TaskInstance Task, int Turn, Observation Observation, IReadOnlyList<TokenSegment> Prompt,
    IReadOnlyList<string> Answers, int MaxTokens, RandomKey Sampling)
{
    /// <summary>What the policy was told first: the words behind the prompt's standing instructions.</summary>
    public string Instruction { get; init; } = "";

    /// <summary>What was seen at each of <see cref="Answers"/>, for agents that read words and pictures instead of tokens.</summary>
    public IReadOnlyList<Observation> Seen { get; init; } = [];

    /// <summary>What all roles have answered so far, in order; the same as <see cref="Answers"/> where one acts alone.</summary>
    public IReadOnlyList<string> Said { get; init; } = Answers;

    /// <summary>The world itself, where it can show what to do; for teachers, never for a policy.</summary>
    public IDemonstrator? Demonstrator { get; init; }

    /// <summary>The first of <see cref="Answers"/> that the context shows; those before it are out of the window.</summary>
    public int FirstShown { get; init; }
}

/// <summary>An answer.</summary>
/// <param name="Text">What was said, without stop tokens.</param>
/// <param name="Tokens">The tokens as sampled, or null when the agent has none (the renderer encodes the text then).</param>
public sealed record AgentReply(string Text, TokenSegment? Tokens = null)
{
    /// <summary>How long the agent waited for its turn to compute; a clock value, so it is no part of any record.</summary>
    public TimeSpan Waited { get; init; }
}

/// <summary>The agent could not answer for reasons of its own (a server, a lease): a fault, never a reward.</summary>
public sealed class AgentFaultException(string message, bool retryable = true, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether another attempt may succeed.</summary>
    public bool Retryable { get; } = retryable;
}
