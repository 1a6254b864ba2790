namespace Agentic.Agents;

/// <summary>Answers what the oracle answers, or what the world itself shows where its kind has none.</summary>
/// <param name="source">The kind's oracle; null for a kind whose worlds demonstrate.</param>
public sealed class OracleAgent(IOracleSource? source) : IAgent
{
    /// <inheritdoc/>
    public async ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation)
    {
        var answer = source is not null ? source.CreateOracle(turn.Task).Next(turn.Said)
            : turn.Demonstrator is { } world ? await world.DemonstrateAsync(cancellation)
            : throw new AgentFaultException($"World '{turn.Task.World}' has no oracle.", retryable: false);
        return answer is not null
            ? new AgentReply(answer)
            : throw new AgentFaultException(
                $"The oracle of '{turn.Task.World}' sees no way to a solution after {turn.Said.Count} answers of task {turn.Task.Id}.", retryable: false);
    }
}
