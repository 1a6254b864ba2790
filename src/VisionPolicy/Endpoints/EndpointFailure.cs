namespace Agentic.VisionPolicy;

/// <summary>One attempt came to nothing.</summary>
/// <param name="message">What happened, with what was expected.</param>
/// <param name="mayPass">Whether another attempt may succeed.</param>
/// <param name="retryAfter">How long the server asks to wait; null when it does not.</param>
/// <param name="refusal">The server's words, when it refused the request as it was put; null otherwise.</param>
/// <param name="inner">The cause.</param>
internal sealed class EndpointFailure(string message, bool mayPass, TimeSpan? retryAfter = null, string? refusal = null, Exception? inner = null)
    : Exception(message, inner)
{
    public bool MayPass { get; } = mayPass;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    public string? Refusal { get; } = refusal;
}
