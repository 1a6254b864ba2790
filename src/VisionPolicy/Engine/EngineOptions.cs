namespace Agentic.VisionPolicy;

/// <summary>Limits of the policy thread.</summary>
/// <param name="StopToken">The token that closes an answer.</param>
/// <param name="MaxTokens">Longest sequence, prompt and answer together.</param>
/// <param name="MaxBatch">Requests after which a batch no longer waits for more.</param>
/// <param name="MaxSequences">Sequences whose keys and values are kept; those in use count, and are kept even beyond it.</param>
/// <param name="LingerSpins">How often an idle inbox is looked at before a batch starts, when callers were just answered.</param>
public sealed record EngineOptions(int StopToken, int MaxTokens, int MaxBatch = 512, int MaxSequences = 1024, int LingerSpins = 30)
{
    /// <summary>Memory for keys and values on the processor when nobody says, in MiB.</summary>
    public const int DefaultCacheMiB = 4096;

    /// <summary>Memory for keys and values, in MiB. Requests that do not fit wait their turn; idle prefixes make room first.</summary>
    public int CacheMiB { get; init; } = DefaultCacheMiB;

    /// <summary>Memory for logits of prefixes that nobody stands at, in MiB; a prefix whose logits are gone costs one chunk when it is asked for again.</summary>
    public int IdleLogitsMiB { get; init; } = 64;

    /// <summary>Tells how long requests wait.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The bytes of each token, for stop strings; null where none are used.</summary>
    public TokenBytes? Bytes { get; init; }
}
