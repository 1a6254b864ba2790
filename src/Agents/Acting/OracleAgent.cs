namespace Agentic.Agents;

/// <summary>Answers what the oracle answers.</summary>
public sealed class OracleAgent(IOracleSource source) : IAgent
{
    /// <inheritdoc/>
    public ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation) =>
        source.CreateOracle(turn.Task).Next(turn.Answers) is { } answer
            ? ValueTask.FromResult(new AgentReply(answer))
            : throw new AgentFaultException(
                $"The oracle of '{turn.Task.World}' sees no way to a solution after {turn.Answers.Count} answers of task {turn.Task.Id}.", retryable: false);
}
