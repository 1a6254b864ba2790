namespace Agentic.VisionPolicy;

/// <summary>What has been asked of a server, and what it says that this cost. Safe for many threads.</summary>
public sealed class EndpointUsage
{
    private long _turns;
    private long _attempts;
    private long _faults;
    private long _promptTokens;
    private long _completionTokens;

    /// <summary>Turns asked for.</summary>
    public long Turns => Interlocked.Read(ref _turns);

    /// <summary>Requests sent: turns and further attempts.</summary>
    public long Attempts => Interlocked.Read(ref _attempts);

    /// <summary>Turns that came to no answer.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>Tokens read, as counted by the server.</summary>
    public long PromptTokens => Interlocked.Read(ref _promptTokens);

    /// <summary>Tokens drawn, as counted by the server.</summary>
    public long CompletionTokens => Interlocked.Read(ref _completionTokens);

    internal void CountTurn() => Interlocked.Increment(ref _turns);

    internal void CountAttempt() => Interlocked.Increment(ref _attempts);

    internal void CountFault() => Interlocked.Increment(ref _faults);

    internal void CountTokens(EndpointAnswer answer)
    {
        Interlocked.Add(ref _promptTokens, answer.PromptTokens);
        Interlocked.Add(ref _completionTokens, answer.CompletionTokens);
    }
}
