using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>The policy as an agent: samples an answer from the policy thread.</summary>
/// <param name="engine">The policy thread; borrowed.</param>
/// <param name="tokenizer">Makes text of ids.</param>
/// <param name="window">The context under which prompts are made.</param>
/// <param name="sampling">How tokens are drawn.</param>
/// <param name="frozen">Whether the engine's second model acts, which does not learn.</param>
public sealed class PolicyAgent(PolicyEngine engine, ITokenizer tokenizer, ContextWindow window, SamplingOptions sampling, bool frozen = false) : IAgent
{
    /// <inheritdoc/>
    public async ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation)
    {
        var (tokens, waited) = await engine.AnswerAsync(turn.Prompt, window, sampling, turn.MaxTokens, turn.Sampling, cancellation, frozen: frozen);
        return new AgentReply(tokenizer.Decode(tokens.Ids.AsSpan(), skipSpecial: true), tokens) { Waited = waited };
    }
}
