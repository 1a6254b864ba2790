namespace Agentic.Agents;

/// <summary>Something broke that is neither the policy's doing nor the task's: never a reward, always retried, counted and shown.</summary>
/// <param name="Source">Which boundary it crossed: "world", "agent" or "verifier".</param>
/// <param name="Message">What was expected, what came, and the way out.</param>
/// <param name="Retryable">Whether another attempt may succeed.</param>
public sealed record Fault(string Source, string Message, bool Retryable = true);
