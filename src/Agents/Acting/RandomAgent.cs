namespace Agentic.Agents;

/// <summary>Answers at random within the world's grammar. Its draws depend on the turn's key alone.</summary>
public sealed class RandomAgent(IAnswerSource source) : IAgent
{
    /// <inheritdoc/>
    public ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation)
    {
        var random = turn.Sampling.Stream();
        return ValueTask.FromResult(new AgentReply(source.SampleAnswer(turn.Task, ref random)));
    }
}
