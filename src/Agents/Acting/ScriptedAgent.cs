namespace Agentic.Agents;

/// <summary>Answers from a list, one entry a turn.</summary>
/// <param name="replies">What to say, in order.</param>
public sealed class ScriptedAgent(IReadOnlyList<AgentReply> replies) : IAgent
{
    /// <summary>A script of plain texts.</summary>
    public static ScriptedAgent Of(IEnumerable<string> texts) => new([.. texts.Select(text => new AgentReply(text))]);

    /// <inheritdoc/>
    public ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation) =>
        turn.Answers.Count < replies.Count
            ? ValueTask.FromResult(replies[turn.Answers.Count])
            : throw new AgentFaultException(
                $"The script has {replies.Count} answers, but turn {turn.Answers.Count + 1} asks for another. Add lines, or lower limits.turns.", retryable: false);
}
