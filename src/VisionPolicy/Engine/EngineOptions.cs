namespace Agentic.VisionPolicy;

/// <summary>Limits of the policy thread.</summary>
/// <param name="StopToken">The token that closes an answer.</param>
/// <param name="MaxTokens">Longest sequence, prompt and answer together.</param>
/// <param name="MaxBatch">Requests after which a batch no longer waits for more.</param>
/// <param name="MaxPrefixes">Prefixes kept in the cache beyond those in use.</param>
/// <param name="LingerSpins">How often an idle inbox is looked at before a batch starts.</param>
public sealed record EngineOptions(int StopToken, int MaxTokens, int MaxBatch = 512, int MaxPrefixes = 4096, int LingerSpins = 30);

/// <summary>What the policy thread has done; written there, read anywhere.</summary>
public sealed class EngineCounters
{
    /// <summary>Answers asked for.</summary>
    public long Requests { get; internal set; }

    /// <summary>Tokens drawn.</summary>
    public long Sampled { get; internal set; }

    /// <summary>Tokens that went through the model.</summary>
    public long Computed { get; internal set; }

    /// <summary>Forward passes.</summary>
    public long Batches { get; internal set; }
}
