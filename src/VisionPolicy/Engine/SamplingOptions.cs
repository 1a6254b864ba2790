namespace Agentic.VisionPolicy;

/// <summary>How the next token is drawn.</summary>
/// <param name="Temperature">Logits are divided by it; 0 takes the most likely token.</param>
/// <param name="TopK">Keeps the k most likely tokens, with all ties of the last; 0 keeps all.</param>
/// <param name="TopP">Keeps the smallest set of most likely tokens whose probability reaches p; 1 keeps all.</param>
public sealed record SamplingOptions(double Temperature = 1, int TopK = 0, double TopP = 1)
{
    /// <summary>The most likely token, always.</summary>
    public static SamplingOptions Greedy { get; } = new(0);
}
